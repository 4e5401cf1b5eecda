import { TeamOutlined } from "@ant-design/icons";
import type { PageEntry } from "../shared/registry.ts";

/** Every page of the portal, in the navigation's order. */
export const PAGES: readonly PageEntry[] = [
  {
    path: "/people",
    may: "portal.manage",
    menu: { title: "people.people", icon: <TeamOutlined />, group: "shell.groupAccount" },
    load: () => import("./pages/people.tsx"),
  },
];
