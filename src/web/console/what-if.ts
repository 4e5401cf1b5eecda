import type { DirectoryIndex } from "../../directory/directory-index.ts";
import type { RuleBook } from "../../directory/rule-book.ts";
import { type Way, type Ways, waysFor } from "../../dispatch/what-if.ts";
import type { Refusal } from "../../domain/reasons.ts";
import type { ChannelStore, LedgerStore } from "../../store/store.ts";
import { whatIf } from "../../submission/what-if.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import type { Handlers } from "../handlers.ts";
import { notFound } from "../problem.ts";
import { defined } from "./channel-rows.ts";

export interface WhatIfDeps {
  readonly directory: () => DirectoryIndex;
  readonly rules: () => RuleBook;
  readonly store: { readonly channels: Pick<ChannelStore, "states">; readonly ledger: Pick<LedgerStore, "balance"> };
}

export function whatIfHandlers({ directory: current, rules, store }: WhatIfDeps): Handlers<ConsoleCalls>["whatIf"] {
  return {
    async ask({ accountId, phone, text, ext = "", class: wanted, medium = "sms" }, { now, caller }) {
      const directory = current();
      const account = directory.accountById.get(accountId);
      if (!account) throw notFound("account");
      const asked = { account, directory, book: rules(), phone, text, ext, class: wanted, medium, now };
      const found = whatIf(asked);
      const { operator, province, class: content, text: leaves, segments, rules: verdicts, refusal, held } = found;
      const ways: Ways | undefined = operator
        ? waysFor({ ...asked, operator, province, class: content, text: leaves, states: await store.channels.states() })
        : undefined;
      const product = directory.productById.get(account.productId ?? 0);
      const balance = caller.may("credits.see") ? (await store.ledger.balance(accountId))[medium].credits : undefined;
      return defined({
        phone: found.phone,
        operator,
        province,
        class: content,
        text: leaves,
        credits: segments,
        price: account.unitPrice === undefined ? undefined : segments * account.unitPrice,
        balance,
        suspended: !account.enabled,
        held,
        rules: verdicts.map(({ rule, verdict }) => ({ rule, verdict, ...(verdict === "refused" ? toldOf(refusal) : {}) })),
        refusal: refusal && (toldOf(refusal) as ReturnType<typeof toldOf> & { reason: Refusal["reason"] }),
        product: product && { id: product.id, name: product.name },
        noWay: ways && !ways.ok ? { reason: ways.refusal.reason, ...toldOf(ways.refusal) } : undefined,
        channels: ways?.ok ? ways.ways.map(wayOf) : [],
      });
    },
  };
}

function toldOf(refusal: Refusal | undefined): { reason?: Refusal["reason"]; detail?: string } {
  if (!refusal) return {};
  return { reason: refusal.reason, ...(refusal.detail === undefined ? {} : { detail: refusal.detail }) };
}

function wayOf({ channel, route, priority, weight, standing, why, turn, source }: Way) {
  const share = turn && turn.weight / turn.of;
  return { id: channel.id, name: channel.name, route, priority, weight, standing, why, source, ...(share === undefined ? {} : { share }) };
}
