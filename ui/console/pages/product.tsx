import { Button } from "antd";
import { useState } from "react";
import { api, type ConsoleOutput } from "../../shared/api.ts";
import { useFormat } from "../../shared/format.ts";
import { useLoad } from "../../shared/load.ts";
import { Page, Section } from "../../shared/page.tsx";
import { Link, type Params, path } from "../../shared/router.tsx";
import { useMay } from "../../shared/session.tsx";
import { Loaded } from "../../shared/states.tsx";
import { DataTable } from "../../shared/table.tsx";
import { Mark, Num } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import { ProductForm } from "./products/form.tsx";
import { useRouteWords } from "./products/route-words.ts";

type Data = ConsoleOutput<"products", "get">;
type Route = Data["product"]["routes"][number];

/** A product: its routes, and whose messages take them. */
export default function ProductPage({ params }: { readonly params: Params<"/products/:id"> }) {
  const t = useT();
  const may = useMay();
  const id = Number(params.id);
  const loaded = useLoad((signal) => api.console("products", "get", { id }, signal), [id]);
  const [editing, setEditing] = useState(false);
  const name = loaded.data?.product.name ?? params.id;
  return (
    <Page
      title={name}
      back={{ to: "/products", title: t("products.title") }}
      hint={t("products.order")}
      actions={may("channels.edit") ? <Button onClick={() => setEditing(true)}>{t("common.edit")}</Button> : undefined}
    >
      <Loaded of={loaded}>{(data) => <Content of={data} />}</Loaded>
      {editing && loaded.data !== undefined ? (
        <ProductForm open of={loaded.data} onClose={() => setEditing(false)} done={loaded.reload} />
      ) : null}
    </Page>
  );
}

function Content({ of: { product, users } }: { readonly of: Data }) {
  const t = useT();
  const format = useFormat();
  const { retryUndelivered: retry } = product;
  return (
    <>
      {product.routes.map((route, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a route is known by its place
        <RouteSection key={`${place}-${route.operators.join()}`} route={route} place={place} />
      ))}
      <Section title={t("products.retry")}>
        {retry === undefined
          ? t("products.retryNever")
          : t("products.retryOf", { within: format.duration(retry.within), codes: retry.codes.join(t("common.and")) })}
      </Section>
      <Section
        title={t("products.users")}
        hint={users.length < product.accounts ? t("products.usersFirst", { count: users.length }) : undefined}
      >
        <DataTable<Data["users"][number]>
          label={t("products.users")}
          of={{ rows: users }}
          rowKey={({ id }) => id}
          rowLink={({ id }) => path("/accounts/:id", { id })}
          empty={<p className="empty-title">{t("products.usersNone")}</p>}
          columns={[
            { key: "login", title: t("products.login"), cell: ({ login }) => login },
            { key: "name", title: t("channels.name"), cell: ({ name }) => name },
            {
              key: "state",
              title: t("channels.standing"),
              width: 120,
              cell: ({ enabled }) => <Mark tone={enabled ? "good" : "still"}>{t(enabled ? "common.enabled" : "common.disabled")}</Mark>,
            },
          ]}
        />
      </Section>
    </>
  );
}

function RouteSection({ route, place }: { readonly route: Route; readonly place: number }) {
  const t = useT();
  const words = useRouteWords();
  const format = useFormat();
  const total = (priority: number): number =>
    route.channels.filter((one) => one.priority === priority).reduce((sum, { weight }) => sum + weight, 0);
  return (
    <Section title={t("products.route", { place: place + 1 })} hint={words(route)}>
      <DataTable<Route["channels"][number]>
        label={t("products.route", { place: place + 1 })}
        of={{ rows: route.channels.toSorted((a, b) => a.priority - b.priority) }}
        rowKey={({ id }) => id}
        columns={[
          { key: "channel", title: t("products.channel"), cell: ({ id, name }) => <Link to={path("/channels/:id", { id })}>{name}</Link> },
          { key: "priority", title: t("products.priority"), kind: "number", width: 120, cell: ({ priority }) => <Num value={priority} /> },
          { key: "weight", title: t("products.weight"), kind: "number", width: 120, cell: ({ weight }) => <Num value={weight} /> },
          {
            key: "share",
            title: t("products.share"),
            kind: "number",
            width: 160,
            cell: ({ priority, weight }) => <span className="num">{format.share(weight / total(priority))}</span>,
          },
        ]}
      />
    </Section>
  );
}
