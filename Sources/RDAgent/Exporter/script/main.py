

# ---- main ------------------------------------------------------------------------------------------

COMMANDS = {"audit": command_audit, "daily-pv": command_daily_pv, "factors": command_factors, "values": command_values,
            "risk": command_risk}


def main():
    words = sys.argv[1:]
    if words and words[0] in COMMANDS:
        COMMANDS[words[0]](words[1:])
    else:
        command_recorder(words)


if __name__ == "__main__":
    main()
