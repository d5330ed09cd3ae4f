interface Props {
  readonly on: boolean;
  /** Id of the element that names it. */
  readonly labelledBy: string;
  readonly disabled?: boolean;
  onChange(on: boolean): void;
}

export function Switch({ on, labelledBy, disabled = false, onChange }: Props) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-labelledby={labelledBy}
      disabled={disabled}
      className="switch"
      onClick={() => onChange(!on)}
    />
  );
}
