/** A line for a POSIX shell that POSTs a form in UTF-8, whatever its values hold. @param url as it is to be called */
export function curlForm(url: string, fields: Readonly<Record<string, string>>): string {
  const data = Object.entries(fields).map(([name, value]) => `--data-urlencode ${quote(`${name}=${value}`)}`);
  return ["curl", quote(url), ...data].join(" ");
}

/** One argument of a POSIX shell. */
function quote(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`;
}
