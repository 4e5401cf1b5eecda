import type { Answer } from "../../domain/call.ts";
import { encodeText } from "../../text/encode.ts";
import type { CallDecoded, Deferred, DialectRoute, Opened, Unsealed, WireReply } from "../dialect.ts";
import { XML_HEAD } from "./reply.ts";

const XML_HEAD_GB2312 = XML_HEAD.replace("utf-8", "gb2312");

/** A UTF-8 reply of the family as a GB2312 one: its bytes (GB18030, which contains it), the XML declaration and the Content-Type. */
export function asGb2312(reply: WireReply): WireReply {
  const text = String(reply.body);
  const declared = text.startsWith(XML_HEAD) ? XML_HEAD_GB2312 + text.slice(XML_HEAD.length) : text;
  return { ...reply, contentType: reply.contentType.replace("charset=utf-8", "charset=gb2312"), body: encodeText(declared, "gb18030") };
}

/** A route that answers by GB2312 whatever `route` answers by UTF-8. */
export function inGb2312(
  route: Omit<DialectRoute, "decode"> & { decode(...request: Parameters<DialectRoute["decode"]>): Unsealed },
): DialectRoute {
  return {
    ...route,
    decode(request) {
      const decoded = route.decode(request);
      return "deferred" in decoded ? { deferred: deferredInGb2312(decoded.deferred) } : openedInGb2312(decoded);
    },
    refuse: (why, request) => asGb2312(route.refuse(why, request)),
  };
}

function deferredInGb2312({ identity, open, fail }: Deferred): Deferred {
  return { identity, open: () => openedInGb2312(open()), fail: (...why) => asGb2312(fail(...why)) };
}

function openedInGb2312(opened: Opened): Opened {
  return "reply" in opened ? { reply: asGb2312(opened.reply) } : answeredInGb2312(opened);
}

function answeredInGb2312({ call, encode }: CallDecoded): CallDecoded {
  // The compiler can't see that call and encoder stay the pair they are.
  const inUtf8 = encode as (answer: Answer, now: number) => WireReply;
  return { call, encode: (answer: Answer, now: number) => asGb2312(inUtf8(answer, now)) } as CallDecoded;
}
