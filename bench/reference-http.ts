import http from "node:http";
import { parse } from "node:querystring";

/**
 * What node:http alone makes of the same requests: the query string parsed, one parameter looked at, and an answer of the
 * same size. Prints its port; runs until it is killed.
 */
const BODY = [
  '<?xml version="1.0" encoding="utf-8" ?><returnsms>',
  "<returnstatus>Success</returnstatus>",
  "<message>操作成功</message>",
  "<remainpoint>999999999</remainpoint>",
  "<taskID>229481327886336</taskID>",
  "<successCounts>1</successCounts></returnsms>",
].join("\r\n ");

const server = http.createServer((request, response) => {
  const url = request.url ?? "";
  const query = parse(url.slice(url.indexOf("?") + 1));
  if (query.action !== "send" || !query.mobile || !query.content) {
    response.writeHead(400, { "Content-Length": 0 }).end();
    return;
  }
  response.writeHead(200, { "Content-Type": "text/xml; charset=utf-8", "Content-Length": Buffer.byteLength(BODY) }).end(BODY);
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address) console.log(address.port);
});
