import type { MessageState } from "../../domain/message.ts";
import type { NewMessage, NewSubmission } from "../../domain/submission.ts";
import type { ClaimedMessage, FoundMessage, NextStep } from "../store.ts";
import type { Rig, Wish } from "./rig.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Accounts whose balance doesn't matter. */
export const OPEN = { floor: -1_000_000 };
export const PHONES = ["13800000001", "13800000002", "+8613800000003", "x-1"];
const TEXTS = ["您的验证码是123456", "双11大促 100% 回T退订", "a_b%c", "【驿站】您的订单已发货"];

/** Some 800 messages of three accounts over some hours, in every state; answers them as they are, the latest first. */
export async function populate(rig: Rig): Promise<readonly FoundMessage[]> {
  const random = randomOf(7);
  const accounts = [rig.accountId, await rig.account("second"), await rig.account("third")];
  const submissions: NewSubmission[] = [];
  for (let n = 0; n < 120; n++) {
    submissions.push(await rig.accepted(wishOf(random, accounts)));
    rig.now += random(3 * MINUTE);
    if (random(2) === 0) await move(rig, random);
    if (random(10) === 0) await cancelOne(rig, submissions, random);
    if (random(30) === 0) await rig.store.inbound.indexPhones(rig.now, 100);
  }
  await rig.claim({ limit: 9 });
  const all: FoundMessage[] = [];
  for (const submission of submissions) {
    const { accountId, medium, acceptedAt, text: shared } = submission;
    const texts = new Map(submission.messages.map(({ id, text }) => [id, text]));
    for (const message of (await rig.store.history.find(submission.id, 0, 1_000))?.messages ?? []) {
      const text = texts.get(message.id) ?? shared ?? "";
      all.push({ ...message, accountId, medium, acceptedAt, text, submissionId: submission.id });
    }
  }
  return all.sort((a, b) => b.id - a.id);
}

function wishOf(random: (below: number) => number, accounts: readonly number[]): Wish {
  const own = random(4) === 0;
  const state: MessageState = random(12) === 0 ? "held" : "queued";
  const to = Array.from({ length: 1 + random(random(5) === 0 ? 40 : 6) }, (): Partial<NewMessage> => {
    const phone = random(5) === 0 ? { phone: PHONES[random(PHONES.length)] ?? "" } : {};
    const text = own ? { text: TEXTS[random(TEXTS.length)] } : {};
    return { ...phone, ...text, ...(random(9) === 0 ? { state: "failed", code: "YZ:BLACK", segments: 0 } : { state }) };
  });
  return {
    ...OPEN,
    to,
    accountId: accounts[random(accounts.length)] ?? 0,
    text: own ? undefined : TEXTS[random(TEXTS.length)],
    medium: random(6) === 0 ? "mms" : "sms",
  };
}

/** Claims some messages and lets them go some way. */
async function move(rig: Rig, random: (below: number) => number): Promise<void> {
  for (const message of await rig.claim({ limit: 1 + random(40) })) {
    const channelId = random(3) === 0 ? rig.otherChannelId : rig.channelId;
    const next = nextOf(rig, random);
    if (next === undefined) continue;
    await rig.record({ ...rig.result(message, next, partsOf(rig, next, message)), channelId });
    if (next.to !== "sent" || random(3) === 0) continue;
    const code = random(2) === 0 ? "DELIVRD" : "UNDELIV";
    await rig.store.receipts.store(channelId, [rig.receipt(`of-${message.id}`, code)]);
  }
}

function nextOf(rig: Rig, random: (below: number) => number): NextStep | undefined {
  const steps: readonly (NextStep | undefined)[] = [
    undefined,
    { to: "sent", expiresAt: rig.now + 100 * HOUR },
    { to: "sent", expiresAt: rig.now + 100 * HOUR, again: { until: rig.now + HOUR, codes: ["UNDELIV"] } },
    { to: "failed", code: "REFUSED", refund: true },
    { to: "unknown", code: "UNKNOWN", refund: false },
    { to: "queued", dueAt: rig.now + HOUR, avoid: rig.channelId },
    {
      to: "unanswered",
      until: rig.now + 100 * HOUR,
      otherwise: "queued",
      avoid: undefined,
      expiresAt: rig.now + 100 * HOUR,
      matchSince: undefined,
    },
  ];
  return steps[random(steps.length)];
}

function partsOf(rig: Rig, { to }: NextStep, { id }: ClaimedMessage): Parameters<Rig["result"]>[2] {
  if (to === "sent") return [{ upstreamId: `of-${id}` }];
  return to === "unanswered" ? [{ outcome: "unknown", code: `SILENT-${rig.channelId}` }] : [];
}

async function cancelOne(rig: Rig, submissions: readonly NewSubmission[], random: (below: number) => number): Promise<void> {
  const submission = submissions[random(submissions.length)];
  if (submission) await rig.store.submissions.cancel(submission.id, submission.accountId, rig.now, "test");
}

/** The same numbers at every run: a linear congruential generator with the constants of Numerical Recipes. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
