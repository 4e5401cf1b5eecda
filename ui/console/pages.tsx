import { FileSearchOutlined, TeamOutlined } from "@ant-design/icons";
import type { PageEntry } from "../shared/registry.ts";

/** Every page of the console, in the navigation's order. */
export const PAGES: readonly PageEntry[] = [
  {
    path: "/users",
    may: "users.edit",
    menu: { title: "people.users", icon: <TeamOutlined />, group: "shell.groupPlatform" },
    load: () => import("./pages/users.tsx"),
  },
  {
    path: "/audit",
    may: "audit.see",
    menu: { title: "audit.title", icon: <FileSearchOutlined />, group: "shell.groupPlatform" },
    load: () => import("./pages/audit.tsx"),
  },
];
