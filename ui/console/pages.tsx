import {
  AlertOutlined,
  ApiOutlined,
  BranchesOutlined,
  DashboardOutlined,
  FileSearchOutlined,
  MessageOutlined,
  QuestionCircleOutlined,
  SafetyCertificateOutlined,
  SettingOutlined,
  SolutionOutlined,
  StopOutlined,
  TeamOutlined,
} from "@ant-design/icons";
import type { PageEntry } from "../shared/registry.ts";

/** Every page of the console, in the navigation's order. */
export const PAGES: readonly PageEntry[] = [
  {
    path: "/",
    may: "overview.see",
    menu: { title: "overview.title", icon: <DashboardOutlined />, group: "shell.groupWatch" },
    load: () => import("./pages/overview.tsx"),
  },
  {
    path: "/alarms",
    may: "alarms.see",
    menu: { title: "alarms.title", icon: <AlertOutlined />, group: "shell.groupWatch" },
    load: () => import("./pages/alarms.tsx"),
  },
  { path: "/alarms/settings", may: "alarms.see", load: () => import("./pages/alarm-settings.tsx") },
  {
    path: "/messages",
    may: "messages.see",
    menu: { title: "messages.title", icon: <MessageOutlined />, group: "shell.groupWatch" },
    load: () => import("./pages/messages.tsx"),
  },
  { path: "/messages/:id", may: "messages.see", load: () => import("./pages/message.tsx") },
  {
    path: "/accounts",
    may: "accounts.see",
    menu: { title: "accounts.title", icon: <SolutionOutlined />, group: "shell.groupCustomers" },
    load: () => import("./pages/accounts.tsx"),
  },
  { path: "/accounts/:id", may: "accounts.see", load: () => import("./pages/account.tsx") },
  {
    path: "/reviews",
    may: "reviews.see",
    menu: { title: "reviews.title", icon: <SafetyCertificateOutlined />, group: "shell.groupCustomers" },
    load: () => import("./pages/reviews.tsx"),
  },
  {
    path: "/rules",
    may: "rules.see",
    menu: { title: "rules.title", icon: <StopOutlined />, group: "shell.groupSending" },
    load: () => import("./pages/rules.tsx"),
  },
  {
    path: "/channels",
    may: "channels.see",
    menu: { title: "channels.title", icon: <ApiOutlined />, group: "shell.groupSending" },
    load: () => import("./pages/channels.tsx"),
  },
  { path: "/channels/:id", may: "channels.see", load: () => import("./pages/channel.tsx") },
  {
    path: "/products",
    may: "channels.see",
    menu: { title: "products.title", icon: <BranchesOutlined />, group: "shell.groupSending" },
    load: () => import("./pages/products.tsx"),
  },
  { path: "/products/:id", may: "channels.see", load: () => import("./pages/product.tsx") },
  {
    path: "/what-if",
    may: "messages.see",
    menu: { title: "whatIf.title", icon: <QuestionCircleOutlined />, group: "shell.groupSending" },
    load: () => import("./pages/what-if.tsx"),
  },
  {
    path: "/users",
    may: "users.edit",
    menu: { title: "people.users", icon: <TeamOutlined />, group: "shell.groupPlatform" },
    load: () => import("./pages/users.tsx"),
  },
  {
    path: "/settings",
    may: "channels.see",
    menu: { title: "settings.title", icon: <SettingOutlined />, group: "shell.groupPlatform" },
    load: () => import("./pages/settings.tsx"),
  },
  {
    path: "/audit",
    may: "audit.see",
    menu: { title: "audit.title", icon: <FileSearchOutlined />, group: "shell.groupPlatform" },
    load: () => import("./pages/audit.tsx"),
  },
];
