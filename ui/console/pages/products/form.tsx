import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Form, Input, InputNumber, Segmented, Select, Space } from "antd";
import { useState } from "react";
import { CONTENT_CLASSES, MEDIA, OPERATORS } from "../../../../src/domain/message.ts";
import { PROVINCES } from "../../../../src/domain/province.ts";
import { api, type ConsoleOutput } from "../../../shared/api.ts";
import { FormDrawer } from "../../../shared/form.tsx";
import { useLoad } from "../../../shared/load.ts";
import { useT } from "../../../shared/words.tsx";
import { FileText, giving, type Written } from "../document.tsx";

type Product = ConsoleOutput<"products", "get">;
type Names = readonly { readonly value: string; readonly label: string }[];

const FRESH_CHANNEL = { priority: 1, weight: 1 };
const FRESH_ROUTE = { media: "sms", operators: ["mobile", "unicom", "telecom"], channels: [FRESH_CHANNEL] };

/** Declares a product, or declares it anew: as a form, or as a provisioning file has it. */
export function ProductForm({
  open,
  of,
  onClose,
  done,
}: {
  readonly open: boolean;
  /** Without one, a new one. */
  readonly of?: Product;
  readonly onClose: () => void;
  readonly done: () => void;
}) {
  const t = useT();
  const { message } = App.useApp();
  const [asText, setAsText] = useState(false);
  const channels = useLoad((signal) => (open ? api.console("channels", "list", {}, signal) : Promise.resolve(undefined)), [open]);
  const names = channels.data?.rows.map(({ name }) => ({ value: name, label: name })) ?? [];
  return (
    <FormDrawer<Written>
      open={open}
      title={of === undefined ? t("products.create") : t("products.editTitle", { name: of.product.name })}
      submit={t("common.save")}
      width={760}
      initial={{ document: of === undefined ? { routes: [FRESH_ROUTE] } : documentOf(of.product), text: of?.text ?? "" }}
      onClose={onClose}
      onSubmit={async ({ document, text }) => {
        await giving(asText ? text : trimmed(document), (given) =>
          of === undefined
            ? api.console("products", "create", { document: given })
            : api.console("products", "change", { id: of.product.id, mark: of.mark, document: given }),
        );
        message.success(t("common.saved"));
        done();
      }}
    >
      <Segmented<boolean>
        className="form-mode"
        value={asText}
        onChange={setAsText}
        options={[
          { value: false, label: t("channels.asForm") },
          { value: true, label: t("channels.asFile") },
        ]}
      />
      {asText ? <FileText /> : <Fields fixed={of !== undefined} channels={names} />}
    </FormDrawer>
  );
}

/** As the form has it: every channel with its turn. */
function documentOf({ name, routes, retryUndelivered: retry }: Product["product"]): Record<string, unknown> {
  return {
    name,
    routes: routes.map((route) => ({
      ...route,
      channels: route.channels.map(({ name: channel, priority, weight }) => ({ channel, priority, weight })),
    })),
    ...(retry === undefined ? {} : { retryUndelivered: { codes: retry.codes, within: `${retry.within}ms` } }),
  };
}

/** Nothing chosen means all, which is written by leaving it out. */
function trimmed({ retryUndelivered: retry, routes, ...document }: Record<string, unknown>): Record<string, unknown> {
  const { codes = [], within } = (retry ?? {}) as { codes?: readonly string[]; within?: string };
  const given = Array.isArray(routes) ? (routes as Record<string, unknown>[]) : [];
  return {
    ...document,
    routes: given.map((route) =>
      Object.fromEntries(Object.entries(route).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))),
    ),
    ...(codes.length === 0 ? {} : { retryUndelivered: { codes, ...(within ? { within } : {}) } }),
  };
}

function Fields({ fixed, channels }: { readonly fixed: boolean; readonly channels: Names }) {
  const t = useT();
  return (
    <>
      <Form.Item name={["document", "name"]} label={t("channels.name")} rules={[{ required: true, message: t("common.required") }]}>
        <Input maxLength={64} disabled={fixed} />
      </Form.Item>
      <Form.List name={["document", "routes"]}>
        {(routes, { add, remove }) => (
          <>
            {routes.map(({ key, name }) => (
              <RouteFields key={key} place={name} channels={channels} drop={() => remove(name)} />
            ))}
            <Button icon={<PlusOutlined aria-hidden />} onClick={() => add(FRESH_ROUTE)}>
              {t("products.addRoute")}
            </Button>
          </>
        )}
      </Form.List>
      <h3 className="form-part">{t("products.retry")}</h3>
      <div className="form-grid">
        <Form.Item name={["document", "retryUndelivered", "codes"]} label={t("products.retryCodes")} extra={t("products.retryHint")}>
          <Select mode="tags" open={false} />
        </Form.Item>
        <Form.Item name={["document", "retryUndelivered", "within"]} label={t("products.retryWithin")} extra={t("settings.spanHint")}>
          <Input maxLength={12} />
        </Form.Item>
      </div>
    </>
  );
}

function RouteFields({ place, channels, drop }: { readonly place: number; readonly channels: Names; readonly drop: () => void }) {
  const t = useT();
  const title = t("products.route", { place: place + 1 });
  return (
    <fieldset className="form-box">
      <legend>{title}</legend>
      <div className="form-grid">
        <Form.Item name={[place, "media"]} label={t("products.media")}>
          <Select options={MEDIA.map((value) => ({ value, label: t(`media.${value}`) }))} />
        </Form.Item>
        <Form.Item name={[place, "operators"]} label={t("channels.operators")}>
          <Select mode="multiple" options={OPERATORS.map((value) => ({ value, label: t(`operators.${value}`) }))} />
        </Form.Item>
        <Form.Item name={[place, "provinces"]} label={t("products.provinces")}>
          <Select
            mode="multiple"
            allowClear
            placeholder={t("products.allProvinces")}
            options={PROVINCES.map((value) => ({ value, label: value }))}
          />
        </Form.Item>
        <Form.Item name={[place, "classes"]} label={t("products.classes")}>
          <Select
            mode="multiple"
            allowClear
            placeholder={t("products.allClasses")}
            options={CONTENT_CLASSES.map((value) => ({ value, label: t(`classes.${value}`) }))}
          />
        </Form.Item>
      </div>
      <Form.List name={[place, "channels"]}>
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <div key={key} className="turn-row">
                <Form.Item
                  name={[name, "channel"]}
                  label={t("products.channel")}
                  rules={[{ required: true, message: t("common.required") }]}
                >
                  <Select showSearch options={[...channels]} />
                </Form.Item>
                <Form.Item name={[name, "priority"]} label={t("products.priority")}>
                  <InputNumber min={1} max={1_000} />
                </Form.Item>
                <Form.Item name={[name, "weight"]} label={t("products.weight")}>
                  <InputNumber min={1} max={1_000} />
                </Form.Item>
                <Button icon={<DeleteOutlined aria-hidden />} aria-label={t("common.remove")} onClick={() => remove(name)} />
              </div>
            ))}
            <Space>
              <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => add(FRESH_CHANNEL)}>
                {t("products.addChannel")}
              </Button>
              <Button size="small" danger onClick={drop} aria-label={`${t("common.remove")}: ${title}`}>
                {t("products.dropRoute")}
              </Button>
            </Space>
          </>
        )}
      </Form.List>
    </fieldset>
  );
}
