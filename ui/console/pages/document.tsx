import { Form, Input } from "antd";
import { Problem, problemOf } from "../../shared/problem.ts";
import { useT } from "../../shared/words.tsx";

/** A document in a form: as data, and as the text of a provisioning file. */
export interface Written {
  readonly document: Record<string, unknown>;
  readonly text: string;
}

/** A provisioning file that declares one thing. What is wrong with it is told by its lines, as `yizhan apply` does. */
export function FileText() {
  const t = useT();
  return (
    <Form.Item name="text" label={t("channels.file")} extra={t("channels.fileHint")}>
      <Input.TextArea className="code" autoSize={{ minRows: 16, maxRows: 32 }} maxLength={60_000} spellCheck={false} />
    </Form.Item>
  );
}

type Data = Readonly<Record<string, unknown>>;

/** What was there with what a form has over it; what the form has emptied is left out, what it has no field for stays. */
export function merged(was: Data, given: Data): Data {
  const all = { ...was };
  for (const [name, value] of Object.entries(given)) {
    const before = all[name];
    if (value === undefined || value === null || value === "") delete all[name];
    else all[name] = isMapping(value) && (before === undefined || isMapping(before)) ? merged(before ?? {}, value) : value;
  }
  return all;
}

function isMapping(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Makes a call with a document; what is wrong with one that was given as a text is told below that text, by line and column. */
export async function giving<G>(given: G, call: (given: G) => Promise<unknown>): Promise<void> {
  try {
    await call(given);
  } catch (error) {
    const problem = problemOf(error);
    if (typeof given !== "string" || problem.places.length === 0) throw problem;
    const told = problem.places.map(({ line, column, message }) => (line === undefined ? message : `${line}:${column} ${message}`));
    throw new Problem(problem.code, problem.message, { places: [{ path: "/text", message: told.join("\n") }] });
  }
}
