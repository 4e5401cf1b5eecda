import { sentencesOf } from "../../alarms/sentences.ts";
import type { ChannelOverview } from "../../dispatch/channel-overview.ts";
import type { Language } from "../../domain/user.ts";
import type { StoredAlarm } from "../../store/store.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import type { Handlers } from "../handlers.ts";
import { Charts, type ChartsDeps } from "../overview/chart.ts";
import { type LiveDeps, LiveFigures, type Recently } from "../overview/live.ts";

/** Those that need somebody first, then those that carry most. */
const URGENCY = ["not connected", "failing", "unheard", "draining", "closing", "connected", "drained", "closed", "off"] as const;
const MOST_CHANNELS = 200;
const MOST_ALARMS = 50;

export function overviewHandlers(deps: LiveDeps & ChartsDeps): Handlers<ConsoleCalls>["overview"] {
  const live = new LiveFigures(deps);
  const charts = new Charts(deps);
  return {
    async now({ language }, { caller }) {
      const { now, speed, minutes5, hour, backlog, channels, nodes, alarms, reviews } = await live.read();
      const { oldestAt, ...waiting } = reviews;
      return {
        now,
        speed: {
          accepted: present(speed.accepted),
          sent: present(speed.sent),
          delivered: present(speed.delivered),
        },
        minutes5: recently(minutes5),
        hour: recently(hour),
        backlog: present(backlog),
        channels: [...channels].sort(byUrgency).slice(0, MOST_CHANNELS).map(channelNow),
        nodes: [...nodes],
        ...(caller.may("alarms.see") ? { alarms: alarms.slice(0, MOST_ALARMS).map((alarm) => alarmNow(alarm, language, now)) } : {}),
        ...(caller.may("reviews.see") ? { reviews: { ...waiting, ...present({ oldest: oldestAt }) } } : {}),
      };
    },
    chart: (asked) => charts.read(asked),
  };
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Without what is undefined, as answers leave it out. */
function present<T extends object>(of: T): Present<T> {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as Present<T>;
}

function recently(of: Recently) {
  return present(of);
}

function byUrgency(a: ChannelOverview, b: ChannelOverview): number {
  const urgency = ({ standing }: ChannelOverview): number => URGENCY.indexOf(standing);
  return urgency(a) - urgency(b) || (b.sum?.submits.last60s ?? 0) - (a.sum?.submits.last60s ?? 0) || a.id - b.id;
}

function channelNow({ id, name, kind, standing, sum }: ChannelOverview) {
  return {
    id,
    name,
    kind,
    standing,
    speed: (sum?.submits.last10s ?? 0) / 10,
    waiting: sum?.waiting ?? 0,
    ...present({ receipts: sum?.receiptRate === undefined ? undefined : Math.min(1, sum.receiptRate), trouble: sum?.trouble }),
  };
}

function alarmNow({ key, kind, subject, facts, since, mutedUntil }: StoredAlarm, language: Language, now: number) {
  const { name, what } = sentencesOf({ kind, subject, facts }, language);
  return { key, kind, subject, since, name, what, ...(mutedUntil > now ? { mutedUntil } : {}) };
}
