# ---- text forms ------------------------------------------------------------------------------------

def number(value):
    """The shortest text that reads back to the same bits; empty for missing."""
    if value is None:
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "1" if value else "0"
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, np.float32):
        if np.isnan(value):
            return ""
        if np.isinf(value):
            return "inf" if value > 0 else "-inf"
        return np.format_float_scientific(value, unique=True, trim="0") \
            if value != 0 and not 1e-4 <= abs(value) < 1e16 else np.format_float_positional(value, unique=True, trim="0")
    value = float(value)
    return "" if value != value else repr(value)


def day(stamp):
    return pd.Timestamp(stamp).strftime("%Y-%m-%d")


def table(header, rows):
    out = io.StringIO()
    out.write(",".join(header) + "\n")
    count = 0
    for row in rows:
        out.write(",".join(row) + "\n")
        count += 1
    return out.getvalue().encode("utf-8"), count


def exact(value):
    """As `number`; a float32 in all digits of its float64, because nothing records the type of single cells."""
    return number(float(value) if isinstance(value, np.floating) else value)


def kinds(frame, names):
    """Type of each column by its written name: float32 texts are the shortest of their type."""
    return {name: str(frame.iloc[:, i].dtype) for i, name in enumerate(names)}


def panel(frame, names):
    """Rows of a (datetime, instrument) frame, sorted by both."""
    if list(frame.index.names)[:2] == ["instrument", "datetime"]:
        frame = frame.swaplevel(0, 1)
    frame = frame.sort_index(kind="stable")
    columns = [frame.iloc[:, i].to_numpy() for i in range(len(names))]
    keys = frame.index
    return table(["datetime", "instrument"] + names,
                 ([day(keys[r][0]), str(keys[r][1])] + [number(c[r]) for c in columns] for r in range(len(keys))))


def flat_name(name):
    """('feature', 'X') as pandas prints it, or a tuple, becomes X."""
    if isinstance(name, tuple):
        name = name[-1]
    text = str(name)
    if text.startswith("(") and text.endswith(")") and "'" in text:
        text = text.split("'")[-2]
    return text[8:] if text.startswith("feature_") else text


def positions(record):
    rows = []
    for stamp in sorted(record):
        holding = record[stamp]
        holding = getattr(holding, "position", holding)
        stamp = day(stamp)
        rows.append([stamp, "__cash__", "", "", "", "", exact(holding.get("cash"))])
        rows.append([stamp, "__account_value__", "", "", "", "", exact(holding.get("now_account_value"))])
        for code in sorted(k for k in holding if isinstance(holding[k], dict)):
            entry = holding[code]
            rows.append([stamp, code, exact(entry.get("amount")), exact(entry.get("price")),
                         exact(entry.get("weight")), exact(entry.get("count_day", entry.get("count"))), ""])
    return table(["datetime", "instrument", "amount", "price", "weight", "count_day", "value"], rows)


def by_day(frame):
    columns = [str(c) for c in frame.columns]
    return table(["datetime"] + columns,
                 ([day(stamp)] + [number(v) for v in row]
                  for stamp, row in zip(frame.index, frame.itertuples(index=False, name=None))))
