import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { Account, ChannelConfig } from "../domain/directory.ts";
import type { Inbound } from "../domain/inbound.ts";
import { NOWHERE } from "../domain/region.ts";
import type { Report } from "../domain/submission.ts";
import { candidates } from "../routing/candidates.ts";
import { regionOf } from "../routing/geography.ts";
import { operatorOf } from "../routing/operator.ts";
import type { StoredInbound, StoredReport } from "../store/store.ts";

/**
 * A stored report with what the directory and the number plan know, as its account is told of it: pulled and pushed alike.
 * The access code is made of today's codes: of the channel that took the message, or else of the one that would have been first
 * to. Where there is none at all its part is missing.
 */
export function completeReport(stored: StoredReport, directory: DirectoryIndex, account: Account): Report {
  const { channelId, dialect: _dialect, ...rest } = stored;
  const channel = (channelId === undefined ? undefined : directory.channelById.get(channelId)) ?? likelyChannel(stored, directory, account);
  return { ...rest, accessCode: `${channel?.code ?? ""}${account.code}${stored.ext}`, region: regionOf(stored.phone) ?? NOWHERE };
}

function likelyChannel({ phone }: StoredReport, directory: DirectoryIndex, { productId }: Account): ChannelConfig | undefined {
  const operator = operatorOf(phone);
  // neither medium nor class is kept with a report: the usual ones will do for a guess
  const to = operator && ({ medium: "sms", operator, province: regionOf(phone)?.province, class: "notice" } as const);
  const route = to && candidates(directory, productId, to);
  return route?.ok ? route.channels[0] : undefined;
}

/** A stored inbound text, as its account is told of it. */
export function completeInbound(stored: StoredInbound): Inbound {
  const { accountId: _accountId, dialect: _dialect, ...rest } = stored;
  return { ...rest, region: regionOf(stored.phone) ?? NOWHERE };
}
