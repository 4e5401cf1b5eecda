import { Drawer } from "antd";
import { useLoad } from "./load.ts";
import type { PeopleClient } from "./people-client.ts";
import { useNarrow } from "./preferences.ts";
import { SessionTable } from "./session-table.tsx";
import { useT } from "./words.tsx";

/** Where another person is signed in. */
export function PersonSessions({
  call,
  person,
  onClose,
}: {
  readonly call: PeopleClient;
  readonly person: { readonly id: number; readonly name: string };
  readonly onClose: () => void;
}) {
  const t = useT();
  const narrow = useNarrow();
  const title = t("people.sessionsOf", { name: person.name });
  const sessions = useLoad((signal) => call("sessions", { id: person.id }, signal), [person.id]);
  return (
    <Drawer open title={title} size={narrow ? "100%" : 720} onClose={onClose}>
      <SessionTable
        label={title}
        of={sessions}
        onEnd={async (session) => {
          await call("endSession", { id: person.id, session });
          sessions.reload();
        }}
      />
    </Drawer>
  );
}
