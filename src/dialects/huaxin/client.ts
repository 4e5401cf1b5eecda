/** The client half. What only this dialect has is made here and done by `Client.call`; `writeTms` makes the container of an MMS. */
export { writeTms } from "../../text/tms-write.ts";
export type { ClientMms } from "../client.ts";
export { client } from "./client/client.ts";
export { mmsBalance, sendMms } from "./client/mms.ts";
export { changePassword } from "./client/password.ts";
export { addTemplate, type ClientTemplate, deleteTemplate, listTemplates, updateTemplate } from "./client/templates.ts";
