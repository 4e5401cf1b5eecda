import { App, Button, Space } from "antd";
import type { ChannelMode } from "../../../../src/domain/channel-state.ts";
import { api } from "../../../shared/api.ts";
import { useConfirm } from "../../../shared/confirm.tsx";
import { useMay } from "../../../shared/session.tsx";
import { useT } from "../../../shared/words.tsx";

interface Switched {
  readonly id: number;
  readonly name: string;
  readonly mode: ChannelMode;
  readonly enabled: boolean;
}

/** Modes that a channel can be switched to, the mildest first. */
const MODES = ["up", "drain", "down"] as const;

/** Up, drain, down: each says what follows, and takes a reason. */
export function SwitchButtons({
  channel: { id, name, mode, enabled },
  done,
  small = false,
}: {
  readonly channel: Switched;
  readonly done: () => void;
  /** In a list: the one that is likely wanted. */
  readonly small?: boolean;
}) {
  const t = useT();
  const may = useMay();
  const confirm = useConfirm();
  const { message } = App.useApp();
  if (!may("channels.switch") || !enabled) return null;
  const ask = (to: ChannelMode): void =>
    void confirm({
      title: t(`channels.${to}Title`, { name }),
      text: t(`channels.${to}Text`),
      confirm: t(`modes.${to}`),
      danger: to === "down",
      reason: "optional",
      act: async (note) => {
        await api.console("channels", "switch", { id, mode: to, note });
        message.success(t("channels.switched", { name, mode: t(`modes.${to}`) }));
        done();
      },
    });
  const shown = small ? MODES.filter((one) => one === (mode === "up" ? "drain" : "up")) : MODES.filter((one) => one !== mode);
  return (
    <Space size={small ? 4 : 8}>
      {shown.map((to) => (
        <Button
          key={to}
          size={small ? "small" : "middle"}
          danger={to === "down"}
          type={to === "up" && !small ? "primary" : "default"}
          aria-label={`${t(`modes.${to}`)}: ${name}`}
          onClick={() => ask(to)}
        >
          {t(`modes.${to}`)}
        </Button>
      ))}
    </Space>
  );
}
