import { readBase64 } from "../../text/base64.ts";
import { fieldNames } from "../../text/fields.ts";
import { readTms, TMS_BOUNDS } from "../../text/tms.ts";
import { readDraft, SEND_FIELDS } from "../aspx/draft.ts";
import { COMMON_FIELDS, type Endpoint, endpointRoute, type Operation, refuseParameters, refuseWith } from "../aspx/endpoint.ts";
import type { DialectRoute } from "../dialect.ts";
import { overage, submit } from "./sending.ts";
import { xmlReplies } from "./xml.ts";

const FIELDS = [...SEND_FIELDS, "subject"] as const;
type Field = (typeof FIELDS)[number];

/** How large a container may be is a setting of the platform's, which the core compares. */
const BOUNDS = { ...TMS_BOUNDS, bytes: Number.POSITIVE_INFINITY };

const send: Operation<Field> = {
  fail: xmlReplies.notSent,
  decode(fields, identity) {
    const container = readBase64(fields.content);
    // An empty one is the core's to name, like every field that is missing.
    const read = container && container.length > 0 ? readTms(container, BOUNDS) : undefined;
    if (container === undefined || read?.ok === false) {
      if (read?.ok === false && read.wrong === "too-large")
        return refuseWith(identity, { reason: "content-too-long", detail: "The TMS has too many elements." }, xmlReplies.notSent);
      return refuseParameters(identity, "The content is no base64 of a TMS.", xmlReplies.notSent);
    }
    const content = { kind: "mms", subject: fields.subject, container } as const;
    return submit(identity, { ...readDraft(fields), medium: "mms", content }, xmlReplies);
  },
};

const ENDPOINT: Endpoint<Field> = {
  path: "/mms.aspx",
  charset: "utf-8",
  digest: "accepted",
  fields: fieldNames(...COMMON_FIELDS, ...FIELDS),
  actions: new Map<string, Operation<Field>>([
    ["send", send],
    ["overage", overage(xmlReplies, "mms")],
  ]),
  fail: xmlReplies.notSent,
};

/** Seed 004, chapter 2, and its balance, 3.1. */
export const mms: DialectRoute = endpointRoute(ENDPOINT);
