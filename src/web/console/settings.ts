import type { DirectoryIndex } from "../../directory/directory-index.ts";
import type { PlatformSettings } from "../../domain/directory.ts";
import { type Document, provisioningText, settingsDocument } from "../../provisioning/document.ts";
import type { DirectoryStore } from "../../store/store.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import { applyEdit, checkMark, markOf, readDocument } from "../edits.ts";
import type { Handlers } from "../handlers.ts";
import { wrongInput } from "../problem.ts";
import { OK } from "../session.ts";

export interface SettingsDeps {
  readonly directory: () => DirectoryIndex;
  readonly changed: () => Promise<void>;
  readonly dialects: readonly { readonly name: string }[];
  readonly store: { readonly directory: Pick<DirectoryStore, "apply"> };
}

/** What the subject of an audit entry is called, as there are no others. */
const SUBJECT = "settings";

export function settingsHandlers(deps: SettingsDeps): Handlers<ConsoleCalls>["settings"] {
  const { directory } = deps;
  const dialects = deps.dialects.map(({ name }) => name);
  return {
    async get() {
      await deps.changed();
      const document = documentOf(directory().settings);
      return { document, text: provisioningText({ settings: document }), mark: markOf(document), dialects };
    },
    async change({ mark, document }, { now, audit }) {
      await deps.changed();
      const { settings: was } = directory();
      const before = documentOf(was);
      audit({ subject: SUBJECT, before });
      checkMark(before, mark);
      if (document.frequency !== undefined) throw wrongInput("/document/frequency", "frequency is set with the rules");
      const plan = readDocument("settings", document, { dialects, kinds: [] });
      const settings = { ...(plan.settings ?? was), frequency: was.frequency };
      audit({ after: documentOf(settings) });
      await applyEdit(deps, { ...plan, settings }, now, { settings: was });
      return OK;
    },
  };
}

function documentOf(settings: PlatformSettings): Document {
  const { frequency: _, ...document } = settingsDocument(settings);
  return document;
}
