import type { ChannelKind } from "../../channels/channel.ts";
import type { DirectoryIndex } from "../../directory/directory-index.ts";
import type { Account, Product, Route } from "../../domain/directory.ts";
import { productPlanOf } from "../../domain/plan-of.ts";
import type { ProductPlan, ProvisioningPlan } from "../../domain/provisioning.ts";
import { type Document, productDocument, provisioningText } from "../../provisioning/document.ts";
import type { DirectoryStore } from "../../store/store.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import { applyEdit, checkMark, markOf, readDocument } from "../edits.ts";
import type { Handlers } from "../handlers.ts";
import { notFound, wrongInput } from "../problem.ts";
import { OK } from "../session.ts";

export interface ProductsDeps {
  readonly directory: () => DirectoryIndex;
  readonly changed: () => Promise<void>;
  readonly kinds: readonly ChannelKind[];
  readonly dialects: readonly { readonly name: string }[];
  readonly store: { readonly directory: Pick<DirectoryStore, "apply"> };
}

/** Accounts of a product that are named. */
const USERS = 200;

export function productsHandlers(deps: ProductsDeps): Handlers<ConsoleCalls>["products"] {
  const { directory, kinds, dialects } = deps;
  const find = (id: number): Product => {
    const product = directory().productById.get(id);
    if (!product) throw notFound("product");
    return product;
  };
  const planOf = (product: Product): ProductPlan => productPlanOf(product, [...directory().channelById.values()]);
  const read = (document: Document | string): { readonly plan: ProvisioningPlan; readonly entry: ProductPlan } => {
    const plan = readDocument("products", document, { dialects: dialects.map(({ name }) => name), kinds });
    return { plan, entry: plan.products[0] as ProductPlan };
  };
  return {
    async list() {
      const { accounts, productById } = directory();
      return { rows: [...productById.values()].map((product) => rowOf(product, usersOf(accounts, product), directory())) };
    },
    async get({ id }) {
      await deps.changed();
      const product = find(id);
      const users = usersOf(directory().accounts, product);
      const document = productDocument(planOf(product));
      return {
        product: rowOf(product, users, directory()),
        users: users
          .toSorted((a, b) => (a.login < b.login ? -1 : 1))
          .slice(0, USERS)
          .map(({ id: account, login, name, enabled }) => ({ id: account, login, name, enabled })),
        document,
        text: provisioningText({ products: [document] }),
        mark: markOf(document),
      };
    },
    async create({ document }, { now, audit }) {
      const { plan, entry } = read(document);
      audit({ subject: entry.name, after: productDocument(entry) });
      await applyEdit(deps, plan, now);
      return { id: [...directory().productById.values()].find(({ name }) => name === entry.name)?.id ?? 0 };
    },
    async change({ id, mark, document }, { now, audit }) {
      await deps.changed();
      const was = planOf(find(id));
      const before = productDocument(was);
      audit({ subject: was.name, before });
      checkMark(before, mark);
      const { plan, entry } = read(document);
      if (entry.name !== was.name) throw wrongInput("/document/name", "a product keeps its name");
      audit({ after: productDocument(entry) });
      await applyEdit(deps, plan, now, { products: [was] });
      return OK;
    },
  };
}

function usersOf(accounts: readonly Account[], { id }: Product): readonly Account[] {
  return accounts.filter(({ productId }) => productId === id);
}

function rowOf({ id, name, routes, retryUndelivered: retry }: Product, users: readonly Account[], directory: DirectoryIndex) {
  return {
    id,
    name,
    routes: routes.map((route) => routeOf(route, directory)),
    ...(retry ? { retryUndelivered: { within: retry.within, codes: [...retry.codes] } } : {}),
    accounts: users.length,
  };
}

function routeOf({ media, operators, provinces, classes, channels, turns }: Route, { channelById }: DirectoryIndex) {
  return {
    media,
    operators: [...operators],
    ...(provinces ? { provinces: [...provinces] } : {}),
    ...(classes ? { classes: [...classes] } : {}),
    channels: channels.map((id, index) => {
      const { priority, weight } = turns?.[index] ?? { priority: index + 1, weight: 1 };
      return { id, name: channelById.get(id)?.name ?? "", priority, weight };
    }),
  };
}
