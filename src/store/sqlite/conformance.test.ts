import { storeConformance } from "../conformance.ts";
import { open, scratch } from "./opener.testing.ts";

storeConformance("sqlite", async () => {
  const directory = await scratch();
  let store = await open(directory.path);
  return {
    store,
    async reopen() {
      await store.close();
      store = await open(directory.path);
      return store;
    },
    elsewhere: { module: new URL("./opener.testing.ts", import.meta.url).href, argument: directory.path },
    servers: "one",
    async discard() {
      await store.close();
      await directory[Symbol.asyncDispose]();
    },
  };
});
