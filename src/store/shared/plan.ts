import type { Account, ChannelConfig, PlatformSettings, Product } from "../../domain/directory.ts";
import type { Operator } from "../../domain/message.ts";
import type { AccountPlan, ApplyResult, PlanConflict, PortedNumber, ProvisioningPlan, TemplatePlan } from "../../domain/provisioning.ts";

/** An account as its row keeps it: no secrets, no signatures, no id. */
export type AccountDoc = Omit<Account, "id" | "login" | "secrets" | "enterpriseId" | "signature"> & {
  readonly signature: Omit<Account["signature"], "approved">;
};

export const SECRET_KINDS = ["password", "md5Key", "veryCode"] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

/** A secret as an engine stores it: sealed, with the fingerprint of the value that a file declared. */
export interface SealedSecret {
  readonly sealed: Uint8Array;
  readonly declared: string;
}

/** A channel's own settings, sealed whole: most kinds have a password among them. `sealed` is base64. */
export interface SealedOwn {
  readonly sealed: string;
  readonly declared: string;
}

export type SealedChannel = Omit<ChannelConfig, "id" | "mode" | "own"> & { readonly own: SealedOwn };
/** As it is stored: what an earlier release wrote has its own settings in the clear, until they are declared again. */
export type StoredChannel = Omit<ChannelConfig, "id" | "mode" | "own"> & { readonly own: SealedOwn | Readonly<Record<string, unknown>> };

export type SealedSecrets = Readonly<Partial<Record<SecretKind, SealedSecret>>>;

/** A plan whose accounts' secrets are sealed, so that it may cross threads and be compared without being read. */
export type SealedPlan = Omit<ProvisioningPlan, "accounts" | "channels"> & {
  readonly channels: readonly SealedChannel[];
  readonly accounts: readonly (Omit<AccountPlan, "secrets"> & { readonly sealed: SealedSecrets })[];
};

type SealedAccountPlan = SealedPlan["accounts"][number];

/** What is stored, as far as a plan can touch it. Docs are compared as canonical JSON. */
export interface StoredDirectory {
  readonly settings: PlatformSettings | undefined;
  readonly channels: ReadonlyMap<string, { readonly id: number; readonly doc: StoredChannel }>;
  readonly products: ReadonlyMap<string, { readonly id: number; readonly doc: Omit<Product, "id"> }>;
  readonly accounts: ReadonlyMap<string, StoredAccount>;
  /** Those that were declared, whatever people have changed of the lists since. */
  readonly keywords: ReadonlySet<string>;
  readonly blacklist: ReadonlySet<string>;
  readonly ported: ReadonlyMap<string, Operator>;
}

export interface StoredAccount {
  readonly id: number;
  readonly enterpriseId: number;
  readonly doc: AccountDoc;
  readonly opening: Opening;
  readonly declared: Readonly<Partial<Record<SecretKind, string>>>;
  readonly signatures: readonly string[];
  readonly templates: ReadonlyMap<string, { readonly text: string; readonly declared: string }>;
}

export interface Opening {
  readonly credits: number;
  readonly mmsCredits: number;
}

/** What an engine must write. Ids are given here, so that engines agree on them. */
export type PlanWrite =
  | { readonly kind: "settings"; readonly doc: PlatformSettings }
  | { readonly kind: "keywords"; readonly add: readonly string[]; readonly remove: readonly string[] }
  | { readonly kind: "blacklist"; readonly add: readonly string[] }
  | { readonly kind: "ported"; readonly set: readonly PortedNumber[]; readonly remove: readonly string[] }
  | { readonly kind: "channel"; readonly id: number; readonly name: string; readonly doc: SealedChannel }
  | { readonly kind: "product"; readonly id: number; readonly name: string; readonly doc: Omit<Product, "id"> }
  | {
      readonly kind: "account";
      readonly id: number;
      readonly login: string;
      readonly enterpriseId: number;
      readonly doc: AccountDoc;
      readonly opening: Opening;
      readonly created: boolean;
    }
  | { readonly kind: "secret"; readonly accountId: number; readonly secret: SecretKind; readonly value: SealedSecret }
  | { readonly kind: "signatures"; readonly accountId: number; readonly texts: readonly string[] }
  | { readonly kind: "template"; readonly accountId: number; readonly template: TemplatePlan; readonly declared: string };

export type PlanDiff =
  | { readonly ok: true; readonly writes: readonly PlanWrite[]; readonly result: ApplyResult }
  | { readonly ok: false; readonly conflicts: readonly PlanConflict[] };

/** First enterprise id that is assigned where none was declared. */
const FIRST_ASSIGNED_ENTERPRISE_ID = 100_001;

/**
 * Compares a plan with what is stored and says what to write. Pure, so that every engine applies a plan alike.
 *
 * What the operator sets up follows the file. What people change later (secrets, template states, words and phones of the lists) is
 * kept for as long as the file declares the same value as when it was last applied.
 */
export function diffPlan(stored: StoredDirectory, plan: SealedPlan): PlanDiff {
  const diff = new Diff(stored, plan);
  diff.settings(plan);
  plan.channels.forEach((channel) => {
    diff.channel(channel, stored.channels.get(channel.name));
  });
  plan.products.forEach((product, index) => {
    diff.product(product, index);
  });
  plan.accounts.forEach((account, index) => {
    diff.account(account, index);
  });
  return diff.finish();
}

class Diff {
  readonly #stored: StoredDirectory;
  readonly #writes: PlanWrite[] = [];
  readonly #conflicts: PlanConflict[] = [];
  readonly #created: string[] = [];
  readonly #changed: string[] = [];
  #unchanged = 0;
  readonly #ids: Record<"channel" | "product" | "account", Map<string, number>>;
  readonly #enterpriseIds: Map<number, string>;
  /** Enterprise ids that the plan itself asks for: none of them is assigned to somebody else. */
  readonly #declared: ReadonlySet<number | undefined>;

  constructor(stored: StoredDirectory, plan: SealedPlan) {
    this.#stored = stored;
    this.#declared = new Set(plan.accounts.map((account) => account.enterpriseId));
    this.#ids = { channel: idsOf(stored.channels), product: idsOf(stored.products), account: idsOf(stored.accounts) };
    this.#enterpriseIds = new Map([...stored.accounts].map(([login, account]) => [account.enterpriseId, login]));
  }

  settings(plan: SealedPlan): void {
    if (plan.settings && !same(plan.settings, this.#stored.settings)) {
      this.#writes.push({ kind: "settings", doc: plan.settings });
      this.#changed.push("settings");
    }
    if (plan.keywords) {
      const wanted = new Set(plan.keywords);
      const add = [...wanted].filter((word) => !this.#stored.keywords.has(word));
      const remove = [...this.#stored.keywords].filter((word) => !wanted.has(word));
      if (add.length + remove.length > 0) {
        this.#writes.push({ kind: "keywords", add, remove });
        this.#changed.push("keywords");
      }
    }
    const add = (plan.blacklist ?? []).filter((phone) => !this.#stored.blacklist.has(phone));
    if (add.length > 0) {
      this.#writes.push({ kind: "blacklist", add });
      this.#changed.push("blacklist");
    }
    if (plan.ported) this.#ported(plan.ported);
  }

  #ported(wanted: readonly PortedNumber[]): void {
    const stored = this.#stored.ported;
    const phones = new Set(wanted.map(({ phone }) => phone));
    const set = wanted.filter(({ phone, operator }) => stored.get(phone) !== operator);
    const remove = [...stored.keys()].filter((phone) => !phones.has(phone));
    if (set.length + remove.length === 0) return;
    this.#writes.push({ kind: "ported", set, remove });
    this.#changed.push("ported");
  }

  channel(doc: SealedChannel, stored: { readonly id: number; readonly doc: StoredChannel } | undefined): void {
    if (stored && same(declaredOf(stored.doc), declaredOf(doc))) {
      this.#unchanged += 1;
      return;
    }
    this.#writes.push({ kind: "channel", id: this.#id("channel", doc.name), name: doc.name, doc });
    this.#note(`channel ${doc.name}`, stored !== undefined);
  }

  product(plan: SealedPlan["products"][number], index: number): void {
    const routes = plan.routes.map((route, at) => ({
      ...route,
      channels: route.channels.flatMap((name, position) => {
        const id = this.#ids.channel.get(name);
        if (id === undefined)
          this.#conflicts.push({ path: ["products", index, "routes", at, "channels", position], message: `there is no channel "${name}"` });
        return id === undefined ? [] : [id];
      }),
    }));
    const doc = { ...plan, routes };
    const stored = this.#stored.products.get(plan.name);
    if (stored && same(stored.doc, doc)) {
      this.#unchanged += 1;
      return;
    }
    this.#writes.push({ kind: "product", id: this.#id("product", plan.name), name: plan.name, doc });
    this.#note(`product ${plan.name}`, stored !== undefined);
  }

  account(plan: SealedAccountPlan, index: number): void {
    const stored = this.#stored.accounts.get(plan.login);
    const productId = plan.product === undefined ? undefined : this.#ids.product.get(plan.product);
    if (plan.product !== undefined && productId === undefined) {
      this.#conflicts.push({ path: ["accounts", index, "product"], message: `there is no product "${plan.product}"` });
    }
    if (stored) this.#checkOpening(plan, stored.opening, index);
    const enterpriseId = this.#enterpriseId(plan, stored, index);
    const id = this.#id("account", plan.login);
    const before = this.#writes.length;

    const { login, product: _product, sealed, signatures, credits, mmsCredits, templates, enterpriseId: declaredId, ...settings } = plan;
    const doc: AccountDoc = { ...settings, productId, enterpriseIdDeclared: declaredId !== undefined };
    if (!stored || stored.enterpriseId !== enterpriseId || !same(stored.doc, doc)) {
      this.#writes.push({
        kind: "account",
        id,
        login,
        enterpriseId,
        doc,
        opening: stored?.opening ?? { credits: credits ?? 0, mmsCredits: mmsCredits ?? 0 },
        created: stored === undefined,
      });
    }
    for (const kind of SECRET_KINDS) {
      const value = sealed[kind];
      if (value && value.declared !== stored?.declared[kind]) this.#writes.push({ kind: "secret", accountId: id, secret: kind, value });
    }
    if (signatures && !same(signatures, stored?.signatures ?? []))
      this.#writes.push({ kind: "signatures", accountId: id, texts: signatures });
    for (const template of templates) {
      const known = stored?.templates.get(template.id);
      const declared = canonical([template.text, template.state]);
      if (known?.declared !== declared) this.#writes.push({ kind: "template", accountId: id, template, declared });
    }
    if (this.#writes.length === before) this.#unchanged += 1;
    else this.#note(`account ${login}`, stored !== undefined);
  }

  finish(): PlanDiff {
    if (this.#conflicts.length > 0) return { ok: false, conflicts: this.#conflicts };
    return { ok: true, writes: this.#writes, result: { created: this.#created, changed: this.#changed, unchanged: this.#unchanged } };
  }

  #checkOpening(plan: SealedAccountPlan, opening: Opening, index: number): void {
    for (const key of ["credits", "mmsCredits"] as const) {
      if (plan[key] === undefined || plan[key] === opening[key]) continue;
      const medium = key === "credits" ? "" : " --mms";
      this.#conflicts.push({
        path: ["accounts", index, key],
        message: `account "${plan.login}" was opened with ${opening[key]} ${key}; a file sets the opening balance only once. To add credits: yizhan recharge ${plan.login} N${medium}`,
      });
    }
  }

  #enterpriseId(plan: SealedAccountPlan, stored: StoredAccount | undefined, index: number): number {
    const wanted = plan.enterpriseId ?? stored?.enterpriseId ?? this.#freeEnterpriseId();
    const owner = this.#enterpriseIds.get(wanted);
    if (owner !== undefined && owner !== plan.login) {
      this.#conflicts.push({
        path: ["accounts", index, "enterpriseId"],
        message: `enterprise id ${wanted} already belongs to account "${owner}"`,
      });
    }
    this.#enterpriseIds.set(wanted, plan.login);
    return wanted;
  }

  #freeEnterpriseId(): number {
    let id = FIRST_ASSIGNED_ENTERPRISE_ID;
    while (this.#enterpriseIds.has(id) || this.#declared.has(id)) id += 1;
    return id;
  }

  #id(kind: "channel" | "product" | "account", name: string): number {
    const ids = this.#ids[kind];
    const known = ids.get(name);
    if (known !== undefined) return known;
    const next = Math.max(0, ...ids.values()) + 1;
    ids.set(name, next);
    return next;
  }

  #note(what: string, existed: boolean): void {
    (existed ? this.#changed : this.#created).push(what);
  }
}

function idsOf(entities: ReadonlyMap<string, { readonly id: number }>): Map<string, number> {
  return new Map([...entities].map(([name, entity]) => [name, entity.id]));
}

/** A channel without what differs each time it is sealed. */
function declaredOf(doc: StoredChannel): object {
  return { ...doc, own: doc.own.declared };
}

export function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** JSON with sorted keys, so that equal values have equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
