import { readDocument } from "../../aspx/client-document.ts";
import { inboundOf, reportsOf } from "../../aspx/client-read.ts";
import type { ClientPushed } from "../../client.ts";
import type { WireReply, WireRequest } from "../../wire.ts";

/** Seed 004, 6.4. */
const RECEIVED = answer("1");
const AGAIN = answer("error");

/** Seed 004, 6.2 and 6.3: an XML document as the whole body, whatever its Content-Type. */
export function parsePush({ body, receivedAt }: WireRequest): ClientPushed {
  const answers = { received: RECEIVED, again: AGAIN };
  const document = readDocument(body, "utf-8");
  if (document?.boxes === undefined)
    return { reports: [], inbound: [], problem: "The request's body is no XML of reports or inbound texts.", ...answers };
  return { reports: reportsOf(document.boxes, receivedAt), inbound: inboundOf(document.boxes, receivedAt), ...answers };
}

function answer(body: string): WireReply {
  return { status: 200, contentType: "text/plain; charset=utf-8", body };
}
