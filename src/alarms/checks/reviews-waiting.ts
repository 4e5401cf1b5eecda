import { type Check, MINUTE, seconds } from "./check.ts";

/** Held texts, templates and signatures that nobody decides. */
export const reviewsWaiting: Check<"reviews-waiting"> = async ({ store, now }, { minutes, count: mostCount }) => {
  const { submissions, templates, signatures, oldestAt } = await store.requests.waiting();
  const count = submissions + templates + signatures;
  const age = oldestAt === undefined ? 0 : now - oldestAt;
  if (count <= mostCount && (count === 0 || age <= minutes * MINUTE)) return [];
  return [{ kind: "reviews-waiting", of: "", subject: "", facts: { count, age: seconds(age), most: minutes * 60, mostCount } }];
};
