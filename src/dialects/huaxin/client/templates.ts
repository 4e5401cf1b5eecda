import type { TemplateState } from "../../../domain/provisioning.ts";
import { postForm } from "../../aspx/client-request.ts";
import type { ClientCall, ClientSettings } from "../../client.ts";
import { caller, type Parameters } from "./call.ts";
import { type JsonObject, objectsOf, statusReader, textOf } from "./json.ts";

export interface ClientTemplate {
  readonly id: string;
  readonly text: string;
  /** Undefined where the server says another number than the document's. */
  readonly state: TemplateState | undefined;
}

/** Seed 004, 9.2. */
const STATES: ReadonlyMap<string, TemplateState> = new Map([
  ["1", "enabled"],
  ["2", "disabled"],
  ["3", "review"],
  ["4", "returned"],
]);

/** Seed 004, 9.1: hands a template in for review. */
export function addTemplate(settings: ClientSettings, text: string): ClientCall<{ readonly ok: true; readonly id: string }> {
  return templateCall(settings, { action: "Add", template: text }, ({ TemplateId }) => {
    const id = textOf(TemplateId);
    return id === "" ? undefined : { ok: true, id };
  });
}

/** Seed 004, 9.2. @param id one of them; all without it */
export function listTemplates(
  settings: ClientSettings,
  id = "",
): ClientCall<{ readonly ok: true; readonly templates: readonly ClientTemplate[] }> {
  return templateCall(settings, { action: "query", templateid: id }, ({ TemplateList }) => {
    const templates = objectsOf(TemplateList).map(({ TemplateId, Template, Status }) => {
      return { id: textOf(TemplateId), text: textOf(Template), state: STATES.get(textOf(Status)) };
    });
    return { ok: true, templates };
  });
}

/** Seed 004, 9.3: it is reviewed again. */
export function updateTemplate(settings: ClientSettings, id: string, text: string): ClientCall<{ readonly ok: true }> {
  return templateCall(settings, { action: "update", templateid: id, template: text }, () => ({ ok: true }));
}

/** Seed 004, 9.4. */
export function deleteTemplate(settings: ClientSettings, id: string): ClientCall<{ readonly ok: true }> {
  return templateCall(settings, { action: "del", templateid: id }, () => ({ ok: true }));
}

function templateCall<T>(settings: ClientSettings, parameters: Parameters, make: (json: JsonObject) => T | undefined): ClientCall<T> {
  const form = { ...caller(settings), ...parameters };
  return { request: postForm(`${settings.base}/freeTemplate.aspx`, form, "utf-8"), read: statusReader(make) };
}
