import type { Dialect } from "../dialects/dialect.ts";
import type { Pushes, PushForm, PushRequest, PushTarget } from "../dialects/pushes.ts";
import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { Account } from "../domain/directory.ts";
import type { PushKind } from "../domain/push.ts";
import { completeInbound, completeReport } from "../reports/complete.ts";
import type { PushItem } from "../store/store.ts";

/** Items that one request carries, in one dialect. */
export interface Bundle extends Pick<PushForm<never>, "judge" | "schedules"> {
  readonly dialect: string;
  readonly items: readonly PushItem[];
  encode(target: PushTarget): PushRequest;
}

/** The push forms of the registered dialects that have any. */
export class PushForms {
  readonly #byDialect: ReadonlyMap<string, Pushes>;

  constructor(dialects: readonly Dialect[]) {
    this.#byDialect = new Map(dialects.flatMap(({ name, pushes }) => (pushes ? [[name, pushes] as const] : [])));
  }

  /** The dialect for items whose own has no pushes (or that answer no submission): the first of the account's that has; undefined where none has. */
  fallback(account: Account): string | undefined {
    return account.dialects.find((name) => this.#byDialect.has(name));
  }

  /** Items to take at once: as many as one request may carry in the dialect of the account that carries most. */
  limit(account: Account, kind: PushKind): number {
    const names = account.dialects.filter((name) => this.#byDialect.has(name));
    return Math.max(1, ...names.map((name) => this.#most(account, kind, name)));
  }

  /** Cuts items into what single requests carry, keeping their order: neighbours of one dialect go together, as many as it allows. */
  bundles(items: readonly PushItem[], account: Account, directory: DirectoryIndex, fallback: string): readonly Bundle[] {
    const bundles: Bundle[] = [];
    let run: PushItem[] = [];
    let dialect = "";
    const close = (): void => {
      if (run.length > 0) bundles.push(this.#bundle(dialect, run, account, directory));
      run = [];
    };
    for (const item of items) {
      const own = dialectOf(item);
      const next = own !== undefined && this.#byDialect.has(own) ? own : fallback;
      if (next !== dialect || run.length >= this.#most(account, item.content.kind, next)) close();
      dialect = next;
      run.push(item);
    }
    close();
    return bundles;
  }

  #bundle(dialect: string, items: readonly PushItem[], account: Account, directory: DirectoryIndex): Bundle {
    const { reports, inbound } = this.#formsOf(dialect);
    const ours = items.flatMap(({ content }) => (content.kind === "report" ? [completeReport(content.report, directory, account)] : []));
    const texts = items.flatMap(({ content }) => (content.kind === "inbound" ? [completeInbound(content.inbound)] : []));
    return ours.length > 0 ? bundleOf(dialect, items, reports, ours) : bundleOf(dialect, items, inbound, texts);
  }

  #most(account: Account, kind: PushKind, dialect: string): number {
    const { reports, inbound } = this.#formsOf(dialect);
    return (kind === "report" ? reports : inbound).most(account);
  }

  #formsOf(dialect: string): Pushes {
    const forms = this.#byDialect.get(dialect);
    if (!forms) throw new Error(`dialect ${dialect} has no pushes`);
    return forms;
  }
}

function bundleOf<T>(dialect: string, items: readonly PushItem[], form: PushForm<T>, contents: readonly T[]): Bundle {
  return {
    dialect,
    items,
    schedules: form.schedules,
    encode: (target) => form.encode(contents, target),
    judge: (answer) => form.judge(answer),
  };
}

function dialectOf({ content }: PushItem): string | undefined {
  return content.kind === "report" ? content.report.dialect : content.inbound.dialect;
}

/** Message id or inbound id. */
export function itemIdOf({ content }: PushItem): number {
  return content.kind === "report" ? content.report.messageId : content.inbound.id;
}
