import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { api, type ConsoleOutput } from "../../shared/api.ts";
import { useLoad } from "../../shared/load.ts";
import { Page } from "../../shared/page.tsx";
import { path } from "../../shared/router.tsx";
import { useMay } from "../../shared/session.tsx";
import { Empty } from "../../shared/states.tsx";
import { DataTable } from "../../shared/table.tsx";
import { Num } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import { ProductForm } from "./products/form.tsx";

type Row = ConsoleOutput<"products", "list">["rows"][number];

/** What accounts' messages may take. */
export default function ProductsPage() {
  const t = useT();
  const may = useMay();
  const products = useLoad((signal) => api.console("products", "list", {}, signal));
  const [creating, setCreating] = useState(false);
  const add = may("channels.edit") ? (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>
      {t("products.create")}
    </Button>
  ) : undefined;
  return (
    <Page title={t("products.title")} hint={t("products.hint")} actions={add}>
      <DataTable<Row>
        label={t("products.title")}
        of={{ ...products, rows: products.data?.rows }}
        rowKey={({ id }) => id}
        rowLink={({ id }) => path("/products/:id", { id })}
        expect={3}
        empty={<Empty title={t("products.none")} hint={t("products.noneHint")} />}
        columns={[
          { key: "name", title: t("channels.name"), cell: ({ name }) => <strong>{name}</strong> },
          { key: "routes", title: t("products.routes"), kind: "number", width: 100, cell: ({ routes }) => <Num value={routes.length} /> },
          {
            key: "channels",
            title: t("products.channels"),
            cell: ({ routes }) => [...new Set(routes.flatMap(({ channels }) => channels.map(({ name }) => name)))].join(t("common.and")),
          },
          { key: "accounts", title: t("products.accounts"), kind: "number", width: 120, cell: ({ accounts }) => <Num value={accounts} /> },
        ]}
      />
      <ProductForm open={creating} onClose={() => setCreating(false)} done={products.reload} />
    </Page>
  );
}
