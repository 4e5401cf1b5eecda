import type { ChannelMode } from "../../domain/channel-state.ts";
import { DEFAULT_SETTINGS } from "../../domain/defaults.ts";
import type { Account, AccountSecrets, ChannelConfig, Directory, PlatformSettings, Product } from "../../domain/directory.ts";
import type { ChannelPlan, ProvisioningPlan } from "../../domain/provisioning.ts";
import type { SecretBox } from "../../runtime/secret-box.ts";
import { StoreError } from "../store.ts";
import {
  type AccountDoc,
  canonical,
  SECRET_KINDS,
  type SealedOwn,
  type SealedPlan,
  type SealedSecrets,
  type SecretKind,
  type StoredChannel,
} from "./plan.ts";

/** The directory as it lies in the tables, secrets still sealed: what an engine reads. */
export interface RawDirectory {
  readonly version: number;
  readonly settings: PlatformSettings | undefined;
  /** `mode`: of its latest change; absent or `up` where nobody has switched it. */
  readonly channels: readonly { readonly id: number; readonly doc: StoredChannel; readonly mode?: ChannelMode | undefined }[];
  readonly products: readonly { readonly id: number; readonly doc: Omit<Product, "id"> }[];
  readonly accounts: readonly {
    readonly id: number;
    readonly login: string;
    readonly enterpriseId: number;
    readonly doc: AccountDoc;
    readonly signatures: readonly string[];
    readonly sealed: Readonly<Partial<Record<SecretKind, Uint8Array>>>;
  }[];
}

/** Seals the plan's secrets, each bound to its account and kind. */
export function sealPlan(plan: ProvisioningPlan, box: SecretBox): SealedPlan {
  return {
    ...plan,
    channels: plan.channels.map((channel) => ({ ...channel, own: sealOwn(channel, box) })),
    accounts: plan.accounts.map(({ secrets, ...account }) => {
      const sealed: { -readonly [K in keyof SealedSecrets]: SealedSecrets[K] } = {};
      for (const kind of SECRET_KINDS) {
        const plain = secrets[kind];
        const label = labelOf(account.login, kind);
        if (plain !== undefined) sealed[kind] = { sealed: box.seal(plain, label), declared: box.fingerprint(plain, label) };
      }
      return { ...account, sealed };
    }),
  };
}

function sealOwn({ name, own }: ChannelPlan, box: SecretBox): SealedOwn {
  const plain = canonical(own);
  const label = channelLabel(name);
  return { sealed: Buffer.from(box.seal(plain, label)).toString("base64"), declared: box.fingerprint(plain, label) };
}

function openOwn({ name, own }: StoredChannel, box: SecretBox): ChannelConfig["own"] {
  const { sealed, declared } = own;
  if (typeof sealed !== "string" || typeof declared !== "string") return own as ChannelConfig["own"];
  try {
    return JSON.parse(box.open(Buffer.from(sealed, "base64"), channelLabel(name))) as ChannelConfig["own"];
  } catch (error) {
    throw new StoreError(
      "failed",
      `the settings of channel "${name}" do not open under this secret key; start with the key that the data was written with`,
      { cause: error },
    );
  }
}

/** No label of an account's secret has two slashes at its start. */
function channelLabel(name: string): string {
  return `//channel/${name}`;
}

/** Those that are given, sealed as those of a plan are. */
export function sealSecrets(login: string, secrets: Partial<AccountSecrets>, box: SecretBox): readonly ChangedSecret[] {
  return SECRET_KINDS.flatMap((kind) => {
    const plain = secrets[kind];
    return plain === undefined ? [] : [{ kind, sealed: box.seal(plain, labelOf(login, kind)) }];
  });
}

export interface ChangedSecret {
  readonly kind: SecretKind;
  readonly sealed: Uint8Array;
}

/** Opens the secrets. Throws `StoreError("failed")` with a sentence for the operator when one does not open under this key. */
export function openDirectory(raw: RawDirectory, box: SecretBox): Directory {
  return {
    version: raw.version,
    settings: withDefaults(raw.settings),
    products: raw.products.map(({ id, doc }) => ({ ...doc, id })),
    accounts: raw.accounts.map((account): Account => {
      const { doc, id, login, enterpriseId, signatures } = account;
      return {
        ...doc,
        id,
        login,
        enterpriseId,
        signature: { ...doc.signature, approved: signatures },
        secrets: openSecrets(login, account.sealed, box),
      };
    }),
    channels: raw.channels.map(({ id, doc, mode = "up" }) => ({
      ...doc,
      id,
      own: openOwn(doc, box),
      ...(mode === "up" ? {} : { mode }),
    })),
  };
}

/** What an older release stored lacks the settings that came after it. */
export function withDefaults(stored: PlatformSettings | undefined): PlatformSettings {
  return { ...DEFAULT_SETTINGS, ...stored, limits: { ...DEFAULT_SETTINGS.limits, ...stored?.limits } };
}

function openSecrets(login: string, sealed: RawDirectory["accounts"][number]["sealed"], box: SecretBox): AccountSecrets {
  const secret = (kind: SecretKind): string | undefined => {
    const bytes = sealed[kind];
    if (!bytes) return undefined;
    try {
      return box.open(bytes, labelOf(login, kind));
    } catch (error) {
      throw new StoreError(
        "failed",
        `the ${kind} of account "${login}" does not open under this secret key; start with the key that the data was written with`,
        { cause: error },
      );
    }
  };
  return { password: secret("password"), md5Key: secret("md5Key"), veryCode: secret("veryCode") };
}

function labelOf(login: string, kind: SecretKind): string {
  return `${login}/${kind}`;
}
