import { useEffect, useState } from "react";

/** A value once it has stayed the same for that long: what is typed is not asked about letter by letter. @param ms */
export function useSettled<T>(value: T, ms = 400): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
