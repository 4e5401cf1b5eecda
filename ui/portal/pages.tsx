import {
  ApiOutlined,
  BarChartOutlined,
  ClockCircleOutlined,
  CloudUploadOutlined,
  FileTextOutlined,
  HomeOutlined,
  InboxOutlined,
  KeyOutlined,
  SendOutlined,
  TagsOutlined,
  TeamOutlined,
  UnorderedListOutlined,
  UsergroupAddOutlined,
} from "@ant-design/icons";
import type { PageEntry } from "../shared/registry.ts";

/** Every page of the portal, in the navigation's order. */
export const PAGES: readonly PageEntry[] = [
  {
    path: "/",
    may: "portal.see",
    menu: { title: "portalHome.title", icon: <HomeOutlined />, group: "shell.groupSending" },
    load: () => import("./pages/home.tsx"),
  },
  {
    path: "/send",
    may: "portal.send",
    menu: { title: "send.title", icon: <SendOutlined />, group: "shell.groupSending" },
    load: () => import("./pages/send.tsx"),
  },
  {
    path: "/campaigns",
    may: "portal.see",
    menu: { title: "campaigns.title", icon: <UsergroupAddOutlined />, group: "shell.groupSending" },
    load: () => import("./pages/campaigns.tsx"),
  },
  { path: "/campaigns/new", may: "portal.send", load: () => import("./pages/campaign-new.tsx") },
  { path: "/campaigns/:id", may: "portal.see", load: () => import("./pages/campaign.tsx") },
  {
    path: "/scheduled",
    may: "portal.see",
    menu: { title: "send.scheduled", icon: <ClockCircleOutlined />, group: "shell.groupSending" },
    load: () => import("./pages/scheduled.tsx"),
  },
  {
    path: "/templates",
    may: "portal.see",
    menu: { title: "ask.templates", icon: <FileTextOutlined />, group: "shell.groupSending" },
    load: () => import("./pages/templates.tsx"),
  },
  {
    path: "/signatures",
    may: "portal.see",
    menu: { title: "ask.signatures", icon: <TagsOutlined />, group: "shell.groupSending" },
    load: () => import("./pages/signatures.tsx"),
  },
  {
    path: "/messages",
    may: "portal.see",
    menu: { title: "portalMessages.title", icon: <UnorderedListOutlined />, group: "shell.groupSending" },
    load: () => import("./pages/messages.tsx"),
  },
  { path: "/messages/:id", may: "portal.see", load: () => import("./pages/message.tsx") },
  {
    path: "/inbox",
    may: "portal.see",
    menu: { title: "inbox.title", icon: <InboxOutlined />, group: "shell.groupSending" },
    load: () => import("./pages/inbox.tsx"),
  },
  { path: "/inbox/:id", may: "portal.see", load: () => import("./pages/conversation.tsx") },
  {
    path: "/statistics",
    may: "portal.see",
    menu: { title: "statistics.title", icon: <BarChartOutlined />, group: "shell.groupSending" },
    load: () => import("./pages/statistics.tsx"),
  },
  {
    path: "/interfaces",
    may: "portal.see",
    menu: { title: "interfaces.title", icon: <ApiOutlined />, group: "shell.groupAccount" },
    load: () => import("./pages/interfaces.tsx"),
  },
  {
    path: "/pushes",
    may: "portal.manage",
    menu: { title: "portalPushes.title", icon: <CloudUploadOutlined />, group: "shell.groupAccount" },
    load: () => import("./pages/pushes.tsx"),
  },
  {
    path: "/keys",
    may: "portal.manage",
    menu: { title: "keys.title", icon: <KeyOutlined />, group: "shell.groupAccount" },
    load: () => import("./pages/keys.tsx"),
  },
  {
    path: "/people",
    may: "portal.manage",
    menu: { title: "people.people", icon: <TeamOutlined />, group: "shell.groupAccount" },
    load: () => import("./pages/people.tsx"),
  },
];
