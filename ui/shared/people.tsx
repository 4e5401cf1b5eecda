import { MoreOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Form, Input, Select, Space } from "antd";
import { useState } from "react";
import { type Permission, permissionsOf, type UserRole } from "../../src/domain/user.ts";
import { useConfirm } from "./confirm.tsx";
import { FormDrawer } from "./form.tsx";
import { useFormat } from "./format.ts";
import { useLoad } from "./load.ts";
import { Page, Section } from "./page.tsx";
import type { PeopleClient, PersonRow } from "./people-client.ts";
import { PersonSessions } from "./people-sessions.tsx";
import { usePerson } from "./session.tsx";
import { ShownOnce } from "./shown-once.tsx";
import { DataTable } from "./table.tsx";
import { Mark, TimeText } from "./values.tsx";
import { useT } from "./words.tsx";

interface Added {
  readonly name: string;
  readonly role: UserRole;
  readonly language: "zh" | "en";
}

/** Who may sign in here: the console's page of users, and the portal's of its account's people. */
export function PeoplePage({
  call,
  roles,
  title,
  hint,
  manage,
  part = false,
}: {
  readonly call: PeopleClient;
  readonly roles: readonly UserRole[];
  readonly title: string;
  readonly hint: string;
  readonly manage: Permission;
  /** It is a part of a page, and no page of its own. */
  readonly part?: boolean;
}) {
  const t = useT();
  const people = useLoad((signal) => call("list", {}, signal));
  const { message } = App.useApp();
  const me = usePerson();
  const mayManage = me.permissions.includes(manage);
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<PersonRow>();
  const [sessionsOf, setSessionsOf] = useState<PersonRow>();
  const [handOver, setHandOver] = useState<{ readonly name: string; readonly password: string }>();
  const actions = useRowActions(call, people.reload, setHandOver);
  const Frame = part ? Section : Page;
  return (
    <Frame
      title={title}
      hint={hint}
      actions={
        mayManage ? (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
            {t("people.add")}
          </Button>
        ) : undefined
      }
    >
      <DataTable<PersonRow>
        label={title}
        of={{ rows: people.data?.rows, problem: people.problem, loading: people.loading, reload: people.reload }}
        rowKey={({ id }) => id}
        expect={4}
        columns={[
          {
            key: "name",
            title: t("people.name"),
            cell: ({ id, name }) => (
              <span>
                <strong className="row-name">{name}</strong>
                {id === me.id ? <span className="unit"> {t("people.you")}</span> : null}
              </span>
            ),
          },
          { key: "role", title: t("people.role"), cell: ({ role }) => t(`roles.${role}`) },
          { key: "state", title: t("people.state"), cell: (row) => <PersonState row={row} /> },
          {
            key: "factor",
            title: t("people.factor"),
            cell: ({ secondFactor }) => (
              <Mark tone={secondFactor ? "good" : "still"}>{t(secondFactor ? "people.factorOn" : "people.factorOff")}</Mark>
            ),
          },
          { key: "language", title: t("people.language"), wide: true, cell: ({ language }) => t(`languages.${language}`) },
          {
            key: "last",
            title: t("people.last"),
            cell: ({ lastAt }) => (lastAt === undefined ? t("people.never") : <TimeText at={lastAt} />),
          },
          { key: "created", title: t("people.created"), wide: true, cell: ({ createdAt }) => <TimeText at={createdAt} /> },
          {
            key: "actions",
            title: t("common.actions"),
            kind: "actions",
            cell: (row) => (
              <Space size={4}>
                <Button size="small" onClick={() => setEditing(row)}>
                  {t("people.editShort")}
                </Button>
                <Dropdown
                  trigger={["click"]}
                  menu={{ items: actions(row, row.id === me.id), onClick: ({ key }) => key === "sessions" && setSessionsOf(row) }}
                >
                  <Button size="small" icon={<MoreOutlined aria-hidden />} aria-label={`${t("common.more")}: ${row.name}`} />
                </Dropdown>
              </Space>
            ),
          },
        ]}
      />
      <Roles roles={roles} />
      <FormDrawer<Added>
        open={adding}
        title={t("people.add")}
        submit={t("people.addSubmit")}
        initial={{ role: roles.at(-1) ?? "viewer", language: me.language }}
        onClose={() => setAdding(false)}
        onSubmit={async (given) => {
          const { password } = await call("add", given);
          message.success(t("people.added", { name: given.name }));
          setHandOver({ name: given.name, password });
          people.reload();
        }}
      >
        <Form.Item
          name="name"
          label={t("people.name")}
          extra={t("people.nameHint")}
          rules={[{ required: true, message: t("common.required") }]}
        >
          <Input maxLength={64} autoCapitalize="none" autoComplete="off" spellCheck={false} autoFocus />
        </Form.Item>
        <RoleAndLanguage roles={roles} />
      </FormDrawer>
      <FormDrawer<Omit<Added, "name">>
        open={editing !== undefined}
        title={t("people.edit", { name: editing?.name ?? "" })}
        submit={t("common.save")}
        initial={editing === undefined ? {} : { role: editing.role, language: editing.language }}
        onClose={() => setEditing(undefined)}
        onSubmit={async ({ role, language }) => {
          if (editing === undefined) return;
          await call("change", { id: editing.id, language, ...(role === editing.role ? {} : { role }) });
          message.success(t("common.saved"));
          people.reload();
        }}
      >
        <RoleAndLanguage roles={roles} fixedRole={editing?.id === me.id} />
      </FormDrawer>
      {sessionsOf === undefined ? null : <PersonSessions call={call} person={sessionsOf} onClose={() => setSessionsOf(undefined)} />}
      <HandOver given={handOver} onClose={() => setHandOver(undefined)} />
    </Frame>
  );
}

/** What each role may do, as the server decides it. */
function Roles({ roles }: { readonly roles: readonly UserRole[] }) {
  const t = useT();
  return (
    <Section title={t("people.roles")}>
      <dl className="roles">
        {roles.map((role) => (
          <div key={role} className="role">
            <dt>{t(`roles.${role}`)}</dt>
            <dd>
              {t(`roleHints.${role}`)}
              <div className="option-hint">
                {[...permissionsOf(role)].map((permission) => t(`permissions.${permission}`)).join(t("common.and"))}
              </div>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function PersonState({ row }: { readonly row: PersonRow }) {
  const t = useT();
  const format = useFormat();
  if (!row.enabled) return <Mark tone="still">{t("people.disabled")}</Mark>;
  if (row.lockedUntil !== undefined) return <Mark tone="bad">{t("people.locked", { time: format.time(row.lockedUntil) })}</Mark>;
  if (row.mustChange) return <Mark tone="warn">{t("people.mustChange")}</Mark>;
  return <Mark tone="good">{t("people.enabled")}</Mark>;
}

function RoleAndLanguage({ roles, fixedRole = false }: { readonly roles: readonly UserRole[]; readonly fixedRole?: boolean }) {
  const t = useT();
  return (
    <>
      <Form.Item name="role" label={t("people.role")}>
        <Select
          disabled={fixedRole}
          optionLabelProp="label"
          options={roles.map((role) => ({ value: role, label: t(`roles.${role}`), hint: t(`roleHints.${role}`) }))}
          optionRender={({ data }) => (
            <div className="option">
              <div>{data.label}</div>
              <div className="option-hint">{data.hint}</div>
            </div>
          )}
        />
      </Form.Item>
      <Form.Item name="language" label={t("people.language")}>
        <Select options={(["zh", "en"] as const).map((language) => ({ value: language, label: t(`languages.${language}`) }))} />
      </Form.Item>
    </>
  );
}

/** What a row's menu offers; each asks first, and says what follows. */
function useRowActions(
  call: PeopleClient,
  reload: () => void,
  handOver: (given: { readonly name: string; readonly password: string }) => void,
) {
  const t = useT();
  const confirm = useConfirm();
  return ({ id, name, enabled, secondFactor }: PersonRow, self: boolean) => {
    const reset = async (): Promise<void> => {
      const { password } = await call("resetPassword", { id });
      handOver({ name, password });
    };
    const then = (act: () => Promise<unknown>) => async (): Promise<void> => {
      await act();
      reload();
    };
    const asked = [
      {
        key: "reset",
        title: t("people.resetTitle", { name }),
        text: t("people.resetText"),
        confirm: t("people.reset"),
        danger: false,
        shown: !self,
        act: reset,
      },
      {
        key: "factor",
        title: t("people.dropFactorTitle", { name }),
        text: t("people.dropFactorText"),
        confirm: t("people.dropFactor"),
        danger: true,
        shown: !self && secondFactor,
        act: () => call("dropSecondFactor", { id }),
      },
      {
        key: "disable",
        title: t("people.disableTitle", { name }),
        text: t("people.disableText"),
        confirm: t("people.disable"),
        danger: true,
        shown: !self && enabled,
        act: () => call("change", { id, enabled: false }),
      },
      {
        key: "remove",
        title: t("people.removeTitle", { name }),
        text: t("people.removeText"),
        confirm: t("people.remove"),
        danger: true,
        shown: !self,
        act: () => call("remove", { id }),
      },
    ];
    return [
      { key: "sessions", label: t("people.sessions") },
      ...(enabled || self
        ? []
        : [{ key: "enable", label: t("people.enable"), onClick: () => void then(() => call("change", { id, enabled: true }))() }]),
      ...asked
        .filter(({ shown }) => shown)
        .map(({ key, act, shown: _, ...question }) => ({
          key,
          label: question.confirm,
          danger: key === "remove",
          onClick: () => void confirm({ ...question, act: then(act) }),
        })),
    ];
  };
}

function HandOver({
  given,
  onClose,
}: {
  readonly given: { readonly name: string; readonly password: string } | undefined;
  readonly onClose: () => void;
}) {
  const t = useT();
  return (
    <ShownOnce
      secret={given?.password}
      title={t("people.passwordTitle", { name: given?.name ?? "" })}
      text={t("people.passwordText")}
      what={t("people.password")}
      done={t("people.passwordDone")}
      onClose={onClose}
    />
  );
}
