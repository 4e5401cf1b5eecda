import type { PlatformSettings } from "../../domain/directory.ts";
import { NO_PLAN } from "../../domain/plan-of.ts";
import { parseProvisioning } from "../../provisioning/parse.ts";
import type { DirectoryStore } from "../../store/store.ts";
import { CallProblem } from "../problem.ts";

type Frequency = PlatformSettings["frequency"];

/** As the form has it. */
export interface FrequencyForm {
  readonly match: string;
  readonly codes: number;
  readonly window: number;
  readonly daily: number;
  readonly exemptPhones: string[];
}

export function formOf({ verification, daily, exemptPhones }: Frequency): FrequencyForm {
  const { match, limit, window } = verification;
  return { match, codes: limit, window, daily: daily.limit, exemptPhones: [...exemptPhones] };
}

function frequencyOf({ match, codes, window, daily, exemptPhones }: FrequencyForm): Frequency {
  return { verification: { match, limit: codes, window }, daily: { limit: daily }, exemptPhones };
}

/** Where the file's schema has what the form has. */
const FIELDS: Readonly<Record<string, string>> = {
  "verification.match": "match",
  "verification.limit": "codes",
  "verification.window": "window",
  "daily.limit": "daily",
};

/** What was typed, as a file's reader takes it: with its bounds, its normal form of phones, and its sentences for what it doesn't take. */
export function readFrequency(form: FrequencyForm): Frequency {
  const { verification, daily, exemptPhones } = frequencyOf(form);
  const frequency = { verification: { ...verification, window: `${form.window}ms` }, daily, exemptPhones: [...new Set(exemptPhones)] };
  const parsed = parseProvisioning(JSON.stringify({ version: 1, settings: { frequency } }), { dialects: [], kinds: [] });
  if (parsed.ok && parsed.plan.settings) return parsed.plan.settings.frequency;
  const problems = parsed.ok ? [] : parsed.problems;
  const places = problems.map(({ path, message }) => {
    const [, , ...rest] = path;
    const field = FIELDS[rest.join(".")];
    return { path: field === undefined ? `/exemptPhones${rest.length > 1 ? `/${rest[1]}` : ""}` : `/${field}`, message };
  });
  throw new CallProblem("wrong-input", places.map(({ path, message }) => `${path} ${message}`).join("; "), { places });
}

/** Puts these settings in the place of those that were seen, and leaves the others as they are; a `conflict` where they are not what was seen. */
export async function applyFrequency(
  store: Pick<DirectoryStore, "apply">,
  settings: PlatformSettings,
  { seen, wanted }: { readonly seen: FrequencyForm; readonly wanted: Frequency },
  now: number,
): Promise<void> {
  const plan = { ...NO_PLAN, settings: { ...settings, frequency: wanted } };
  const applied = await store.apply(plan, now, { ...NO_PLAN, settings: { ...settings, frequency: frequencyOf(seen) } });
  if (!applied.ok) throw new CallProblem("conflict", applied.conflicts.map(({ message }) => message).join("; "));
}
