import { cmppLab } from "./cmpp.ts";
import type { LabProtocol } from "./protocol.ts";
import { sgipLab } from "./sgip.ts";
import { smgpLab } from "./smgp.ts";
import { smppLab } from "./smpp.ts";

/** Every carrier that `yizhan simulate` can be. */
export const LABS: readonly LabProtocol[] = [cmppLab, sgipLab(), smgpLab, smppLab];
