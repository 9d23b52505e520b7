#!/usr/bin/env python3
"""Writes manual pages from what the command line says of itself.

    aistock --experimental-dump-help | manpages.py VERSION FOLDER

One page for the program and one for each of its commands, with the command's own subcommands as sections.
"""
import json
import os
import re
import sys

GLOBAL = ("config", "json", "quiet", "help", "version")


def escaped(text):
    """Text as roff takes it: its own sign, hyphens that can be copied, lines that look like requests."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^(?=[.'])", r"\\&", text, flags=re.MULTILINE)


def prose(text):
    """Paragraphs filled, indented lines and lines of commands as they stand."""
    lines, verbatim = [], False
    for line in (text or "").strip().split("\n"):
        command = line.startswith(("  ", "aistock ", "python "))
        if command != verbatim:
            lines.append(".nf" if command else ".fi")
            verbatim = command
        lines.append(escaped(line.strip() if not command else line) if line.strip() else ".PP")
    return "\n".join(lines + ([".fi"] if verbatim else []))


def name(command):
    return command["commandName"]


def children(command):
    return [child for child in command.get("subcommands") or [] if name(child) != "help"]


def shown(command):
    return [argument for argument in command.get("arguments") or [] if argument.get("shouldDisplay", True)]


def own(command):
    return [argument for argument in shown(command) if argument.get("valueName") not in GLOBAL]


def spelled(argument):
    value = "\\fI%s\\fR" % escaped(argument.get("valueName") or "")
    if argument["kind"] == "positional":
        return value
    preferred = argument["preferredName"]
    dashes = "-" if preferred["kind"] == "short" else "--"
    flag = "\\fB%s\\fR" % escaped(dashes + preferred["name"])
    return flag if argument["kind"] == "flag" else flag + " " + value


def usage(path, command):
    parts = ["\\fB%s\\fR" % escaped(" ".join(path))]
    for argument in own(command):
        text = spelled(argument) + (" ..." if argument.get("isRepeating") else "")
        parts.append("[%s]" % text if argument.get("isOptional") else text)
    return " ".join(parts)


def options(arguments):
    lines = []
    for argument in arguments:
        text = (argument.get("abstract") or "").strip()
        if argument.get("isRepeating") and "repeated" not in text:
            text += " May be repeated."
        if argument.get("defaultValue"):
            text += " Default: %s." % argument["defaultValue"]
        if argument.get("allValues"):
            text += " One of: %s." % ", ".join(argument["allValues"])
        lines += [".TP", spelled(argument), escaped(text.strip()) or "\\&"]
    return lines


def head(title, version):
    return ['.\\" Made by manpages.py from the command line\'s own help.',
            '.TH "%s" 1 "" "aistock %s" "aistock"' % (escaped(title.upper()), escaped(version))]


def described(path, command, level):
    lines = [level + ' "%s"' % escaped(" ".join(path)), escaped(command.get("abstract") or "")]
    if not children(command):
        lines += [".PP", usage(path, command)]
    if command.get("discussion"):
        lines += [".PP", prose(command["discussion"])]
    if not children(command):
        lines += options(own(command))
    for child in children(command):
        lines += described(path + [name(child)], child, ".SS")
    return lines


def page(root, command, version):
    title = "aistock-" + name(command)
    path = ["aistock", name(command)]
    lines = head(title, version)
    lines += [".SH NAME", "%s \\- %s" % (escaped(title), escaped(command.get("abstract") or "").rstrip("."))]
    lines += [".SH SYNOPSIS"]
    if children(command):
        lines += ["\\fB%s\\fR \\fIsubcommand\\fR [\\fIoptions\\fR]" % escaped(" ".join(path))]
    else:
        lines += [usage(path, command)]
    if command.get("discussion"):
        lines += [".SH DESCRIPTION", prose(command["discussion"])]
    if children(command):
        lines += [".SH SUBCOMMANDS"]
        for child in children(command):
            lines += described(path + [name(child)], child, ".SS")
    else:
        lines += [".SH OPTIONS"] + options(own(command))
    return title, lines + [".SH SEE ALSO", ".BR aistock (1)"]


def main_page(root, version):
    commands = children(root)
    everywhere = [argument for argument in shown(commands[0]) if argument.get("valueName") in GLOBAL]
    lines = head("aistock", version)
    lines += [".SH NAME", "aistock \\- %s" % escaped(root["abstract"]).rstrip(".")]
    lines += [".SH SYNOPSIS", "\\fBaistock\\fR \\fIcommand\\fR [\\fIoptions\\fR]"]
    lines += [".SH COMMANDS"]
    for command in commands:
        lines += [".TP", "\\fBaistock\\-%s\\fR(1)" % escaped(name(command)), escaped(command.get("abstract") or "")]
    lines += [".SH OPTIONS OF EVERY COMMAND"] + options(everywhere)
    lines += [".SH EXIT STATUS", prose(re.sub(r"^Exit codes:\n", "", root["discussion"]))]
    lines += [".SH FILES",
              ".TP", ".I /etc/aistock/aistock.yaml", "The configuration that the packaged units name.",
              ".TP", ".I /etc/aistock.env", "Secrets of those units, a line each: NAME=value.",
              ".TP", ".I /var/lib/aistock", "State, archive and site of those units."]
    lines += [".SH SEE ALSO", ", ".join("\\fBaistock\\-%s\\fR(1)" % escaped(name(command)) for command in commands)]
    return "aistock", lines


def write(folder, title, lines):
    with open(os.path.join(folder, title + ".1"), "w", encoding="utf-8") as file:
        file.write("\n".join(line for line in lines if line) + "\n")


def main():
    version, folder = sys.argv[1:]
    root = json.load(sys.stdin)["command"]
    os.makedirs(folder, exist_ok=True)
    write(folder, *main_page(root, version))
    for command in children(root):
        write(folder, *page(root, command, version))


if __name__ == "__main__":
    main()
