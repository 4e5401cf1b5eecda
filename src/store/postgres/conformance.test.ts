import { testDatabase } from "../../../test/support/postgres.ts";
import { storeConformance } from "../conformance.ts";
import { fill, open } from "./opener.testing.ts";

storeConformance("postgres", async () => {
  const database = await testDatabase({ name: "yizhan_template", fill });
  let store = await open(database.url);
  return {
    store,
    async reopen() {
      await store.close();
      store = await open(database.url);
      return store;
    },
    elsewhere: { module: new URL("./opener.testing.ts", import.meta.url).href, argument: database.url },
    servers: "many",
    async discard() {
      await store.close();
      await database.drop();
    },
  };
});
