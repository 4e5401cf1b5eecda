/** The two SOAPs that the service speaks; an answer is in the one that was asked in. */
export const VERSIONS = {
  "1.1": {
    namespace: "http://schemas.xmlsoap.org/soap/envelope/",
    contentType: "text/xml; charset=utf-8",
    /** HTTP status of a fault by whoever is to blame (SOAP 1.1, 6.2). */
    status: { sender: 500, receiver: 500 },
  },
  "1.2": {
    namespace: "http://www.w3.org/2003/05/soap-envelope",
    contentType: "application/soap+xml; charset=utf-8",
    /** SOAP 1.2, part 2, 7.5.2.2. */
    status: { sender: 400, receiver: 500 },
  },
} as const;

export type SoapVersion = keyof typeof VERSIONS;

/** Seen in public clients of the family, as the document names none. */
export const SERVICE_NAMESPACE = "http://www.yysms.com/";

/** Which one a request seems to be in before it was read. */
export function claimedVersion(contentType: string | undefined): SoapVersion {
  return contentType !== undefined && /^\s*application\/soap\+xml\b/i.test(contentType) ? "1.2" : "1.1";
}
