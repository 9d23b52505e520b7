#!/usr/bin/env python3
"""Lets programs on other machines trade through the QMT client that runs beside this script.

    set QMT_TOKEN=...
    python qmt_bridge.py --userdata "C:\\QMT\\userdata_mini" --account 10001234 --state C:\\aistock-bridge

miniQMT is reached only through `xtquant` on Windows. This is one file that needs Python 3.6 or later and xtquant, nothing
else. It answers HTTP with JSON; `Bridge.md` beside the sources of aistock is the protocol. It decides nothing: limits, lots
and approvals are judged before a request reaches it.

What it keeps:

1. A key sends at most one order, also over a crash: the key is on disk before QMT is asked, and never asked again.
2. What is not known is called unknown, and looked for in QMT's orders by the remark that the key gives.
3. An absent QMT is an error, never an empty list.
4. It listens on loopback, or with TLS; every request carries the token.
5. Kill refuses new orders first, over restarts too, then cancels the open ones.

Exit: 0 stopped, 2 usage, 3 damaged journal, 4 xtquant or the port is missing, 75 another bridge holds the state folder.
"""
import argparse
import collections
import datetime
import hashlib
import hmac
import json
import math
import os
import re
import secrets
import signal
import socket
import ssl
import sys
import threading
import time
import traceback
import urllib.parse

VERSION = "1.0"
PROTOCOL = 1

BODY_MAX = 16 << 10
HEAD_MAX = 16 << 10
HEADER_LINES_MAX = 64
TARGET_MAX = 8192
REQUESTS_MAX = 32
LONG_POLLS_MAX = 8
RECEIVE_SECONDS = 10.0
SEND_SECONDS = 30.0
SKEW_SECONDS_MAX = 60.0
EVENTS_KEPT = 10000
EVENT_WAIT_MAX = 30.0
QUOTES_MAX = 500
BARS_MAX = 250000
BARS_OF_A_DAY = 241
ABSENT_AFTER_SECONDS = 60.0
SEARCH_SECONDS = 2.0
SWEEP_SECONDS = 1.0
KILL_SECONDS = 2.0
HEARTBEAT_SECONDS = 15.0
RECONNECT_SECONDS_MIN = 1.0
RECONNECT_SECONDS_MAX = 30.0

# What of xtquant is used. A name that is missing is told at once instead of in the middle of an order.
TRADER_METHODS = (
    "register_callback", "start", "stop", "connect", "subscribe", "order_stock", "cancel_order_stock",
    "cancel_order_stock_async", "query_stock_asset", "query_stock_positions", "query_stock_order", "query_stock_orders",
    "query_stock_trades", "query_account_status",
)
CONSTANTS = (
    "STOCK_BUY", "STOCK_SELL", "FIX_PRICE", "MARKET_PEER_PRICE_FIRST", "ORDER_UNREPORTED", "ORDER_WAIT_REPORTING",
    "ORDER_REPORTED", "ORDER_REPORTED_CANCEL", "ORDER_PARTSUCC_CANCEL", "ORDER_PART_CANCEL", "ORDER_CANCELED",
    "ORDER_PART_SUCC", "ORDER_SUCCEEDED", "ORDER_JUNK", "ORDER_UNKNOWN", "ACCOUNT_STATUS_INVALID", "ACCOUNT_STATUS_OK",
    "ACCOUNT_STATUS_WAITING_LOGIN", "ACCOUNT_STATUSING", "ACCOUNT_STATUS_FAIL", "ACCOUNT_STATUS_INITING",
    "ACCOUNT_STATUS_CORRECTING", "ACCOUNT_STATUS_CLOSED", "ACCOUNT_STATUS_ASSIS_FAIL", "ACCOUNT_STATUS_DISABLEBYSYS",
    "ACCOUNT_STATUS_DISABLEBYUSER",
)
QUOTE_FUNCTIONS = ("get_full_tick", "get_instrument_detail", "get_market_data_ex", "download_history_data")

# The phases that a tick of QMT names in `openInt`.
PHASES = {
    1: "suspended", 11: "before_open", 12: "opening_auction", 13: "continuous", 14: "break", 15: "closed", 16: "halted",
    17: "halted", 18: "closing_auction", 19: "auction", 20: "halted", 22: "after_hours", 23: "closed",
}

# Statuses of an account whose lists may be empty for no other reason.
NOT_READY = ("invalid", "waiting_login", "logging_in", "failed", "initializing", "correcting", "disabled")
OPEN = ("accepted", "part_filled", "unknown")
PRICE_TYPES = ("limit", "best_counterparty")
KEY = re.compile(r"[A-Za-z0-9._:-]{1,128}\Z")
STRATEGY = re.compile(r"[A-Za-z0-9._:-]{1,24}\Z")
INSTRUMENT = re.compile(r"(SH|SZ|BJ)([0-9]{6})\Z")
QMT_CODE = re.compile(r"([0-9]{6})\.(SH|SZ|BJ)\Z")
PRICE = re.compile(r"[0-9]{1,6}(\.[0-9]{1,4})?\Z")
WHOLE = re.compile(r"[0-9]{1,8}\Z")
ORDER_NUMBER = re.compile(r"[0-9]{1,18}\Z")
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?\+08:00\Z")
TOKEN = re.compile(r"[\x21-\x7e]{16,256}\Z")
HEADER_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
CHINA = datetime.timezone(datetime.timedelta(hours=8))


class Problem(Exception):
    """An error as the wire says it."""

    def __init__(self, status, identifier, message, remedy):
        Exception.__init__(self, identifier)
        self.status = status
        self.identifier = identifier
        self.message = message
        self.remedy = remedy
        self.allow = None

    def value(self):
        return {"id": self.identifier, "message": self.message, "remedy": self.remedy}


def malformed(message):
    return Problem(400, "request.malformed", message, "Send one well-formed HTTP/1.1 request a connection.")


def field(name, form):
    return Problem(400, "request.field", "`{}` must be {}.".format(name, form), "See the forms of the route in Bridge.md.")


def away(detail=None):
    message = "QMT is not connected." if detail is None else "QMT is not connected: {}".format(detail)
    return Problem(
        503, "qmt.away", message, "Start QMT, log in, and wait for `connected` in /v1/health.")


def quotes_away():
    return Problem(503, "qmt.quotes-away", "QMT's quotes cannot be asked.", "Start QMT and log in; its quotes come with it.")


def silent():
    return Problem(503, "qmt.silent", "QMT did not answer in time.", "Look at the QMT client; ask again.")


def no_answer(what):
    return Problem(503, "qmt.no-answer", "QMT answered nothing for {}.".format(what), "Look at the QMT client; ask again.")


def inconsistent(message):
    return Problem(
        503, "qmt.inconsistent", message, "Wait until QMT has loaded the account, compare with its window, ask again.")


def busy():
    return Problem(503, "server.busy", "Too many requests run at a time.", "Wait a second and ask again.")


def log(text):
    sys.stderr.write("{} {}\n".format(china_text(time.time()), text))
    sys.stderr.flush()


# Values

def china_text(seconds, fraction=True):
    """`2026-11-29T10:31:00.250+08:00`; milliseconds are cut, not rounded."""
    whole = int(math.floor(seconds))
    text = datetime.datetime.fromtimestamp(whole, CHINA).strftime("%Y-%m-%dT%H:%M:%S")
    if fraction:
        text += ".{:03d}".format(min(999, int((seconds - whole) * 1000)))
    return text + "+08:00"


def china_day(seconds):
    return datetime.datetime.fromtimestamp(int(seconds), CHINA).strftime("%Y-%m-%d")


def seconds_of_text(text):
    """Seconds since 1970 of a time of the protocol; None for anything else."""
    match = TIME.match(text)
    if match is None:
        return None
    try:
        moment = datetime.datetime(*[int(part) for part in match.groups()[:6]], tzinfo=CHINA)
    except ValueError:
        return None
    return moment.timestamp() + float("0." + (match.group(7) or "0"))


def seconds_of_qmt(value):
    """Seconds since 1970 of what xtquant calls a time: seconds, milliseconds, or 14 digits of China time."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if 19000101000000 <= number < 22000101000000:
        try:
            return datetime.datetime.strptime(str(number), "%Y%m%d%H%M%S").replace(tzinfo=CHINA).timestamp()
        except ValueError:
            return None
    if 10 ** 11 <= number < 10 ** 13:
        return number / 1000.0
    return float(number) if 10 ** 8 <= number < 10 ** 11 else None


def text_of_qmt_time(value, fraction=False):
    seconds = seconds_of_qmt(value)
    return None if seconds is None else china_text(seconds, fraction and seconds != int(seconds))


def number(value):
    """A finite float, or None."""
    try:
        value = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def money(value):
    """Yuan with four decimals; a negative zero is 0."""
    value = number(value)
    return None if value is None else round(value, 4) + 0.0


def price_of(value):
    """A price; xtquant writes 0 where it has none."""
    value = money(value)
    return value if value is not None and value > 0 else None


def whole(value):
    value = number(value)
    return None if value is None else int(round(value))


def text_of(value):
    """Text from outside that any JSON reader takes: without halves of surrogate pairs."""
    return "" if value is None else str(value).encode("utf-8", "replace").decode("utf-8")[:500]


def qmt_code(instrument):
    return instrument[2:] + "." + instrument[:2]


def instrument_of(code):
    match = QMT_CODE.match(code)
    return match.group(2) + match.group(1) if match else None


def lot_of(code):
    """Shares in the lot that QMT counts a market's volume in: a hundred, and ten of bonds."""
    return 10 if re.match(r"(1[0-3]|20|24)[0-9]{4}\.SH|1[0-4][0-9]{4}\.SZ", code) else 100


def remark_of(key):
    """24 characters that stand for a key: all that QMT keeps with an order."""
    return "aq" + hashlib.sha256(key.encode("ascii")).hexdigest()[:22]


class Numeral(str):
    """The text of a JSON number, unread: a price is checked as it was written."""


def read_object(data):
    """The members of the JSON object in a body; raises `request.json`."""

    def refuse(message):
        raise Problem(400, "request.json", message, "Send one JSON object in UTF-8, each member once.")

    def pairs(members):
        found = {}
        for name, value in members:
            if name in found:
                refuse("A member stands twice.")
            found[name] = value
        return found

    def constant(_):
        refuse("The body holds a number that JSON does not have.")

    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=pairs, parse_float=Numeral, parse_int=Numeral, parse_constant=constant)
    except (ValueError, RecursionError):
        refuse("The body is not JSON in UTF-8.")
    if not isinstance(value, dict):
        refuse("The body is not a JSON object.")
    return value


class Members:
    """The members of a request, each taken once; what is left over is unknown."""

    def __init__(self, values):
        self.values = dict(values)

    def take(self, name):
        return self.values.pop(name, None)

    def text(self, name, pattern, form):
        value = self.take(name)
        if not isinstance(value, str) or isinstance(value, Numeral) or pattern.match(value) is None:
            raise field(name, form)
        return value

    def choice(self, name, choices):
        value = self.take(name)
        if isinstance(value, Numeral) or value not in choices:
            raise field(name, "one of " + ", ".join(choices))
        return value

    def done(self):
        if self.values:
            raise field(text_of(sorted(self.values)[0])[:40], "left out: this route does not know it")


# The journal

# How a line of the journal ends, and how long that is.
CHECK = b',"check":"%s"}'
CHECK_SIZE = len(CHECK % (b"0" * 16))


class Journal:
    """What must not be forgotten: one JSON object a line, appended, synchronised before anything rests on it.

    Each line ends in a check over its own text and the check of the line before. A line that is cut short at the end was
    never relied on and is dropped. Damage anywhere else raises ValueError with the line's number.
    """

    def __init__(self, path):
        self.path = path
        self.lock = threading.Lock()
        self.is_failed = False
        self.check = b""
        self.records = []
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self.file = os.open(path, flags, 0o600)
        self.size = self._load()
        _synchronise_folder(os.path.dirname(path))

    def _load(self):
        pieces = []
        while not pieces or pieces[-1]:
            pieces.append(os.read(self.file, 1 << 20))
        data = b"".join(pieces)
        size = 0
        for count, line in enumerate(data.split(b"\n"), 1):
            if size == len(data):
                break
            is_whole = size + len(line) < len(data)
            record = self._record(line)
            if record is None:
                if is_whole:
                    raise ValueError(count)
                log("journal: dropped a line that was cut short")
                break
            self.records.append(record)
            size += len(line) + 1
            if not is_whole:
                os.lseek(self.file, 0, os.SEEK_END)
                os.write(self.file, b"\n")
        os.ftruncate(self.file, size)
        os.fsync(self.file)
        return size

    def _record(self, line):
        text, check = line[:-CHECK_SIZE] + b"}", line[-CHECK_SIZE:]
        if check != self._check_of(text):
            return None
        self.check = check
        return json.loads(text.decode("utf-8"))

    def _check_of(self, text):
        """The end of a line: the text's SHA-256, chained to the end of the line before."""
        return CHECK % hashlib.sha256(self.check + text).hexdigest()[:16].encode("ascii")

    def append(self, record):
        """Returns when the record is on disk; raises `journal.failed`, after which nothing is appended any more."""
        with self.lock:
            if self.is_failed:
                raise journal_failed()
            text = json.dumps(record, sort_keys=True, separators=(",", ":")).encode("ascii")
            check = self._check_of(text)
            line = text[:-1] + check + b"\n"
            try:
                self._write(line)
            except OSError as error:
                self._give_up(error)
                raise journal_failed()
            self.check = check
            self.size += len(line)

    def _write(self, line):
        os.lseek(self.file, self.size, os.SEEK_SET)
        written = 0
        while written < len(line):
            written += os.write(self.file, line[written:])
        os.fsync(self.file)

    def _give_up(self, error):
        """What a failed synchronisation left on the disk is not known: only a new start reads it."""
        self.is_failed = True
        log("journal: cannot be written ({})".format(error.strerror))
        try:
            os.ftruncate(self.file, self.size)
            os.fsync(self.file)
        except OSError:
            log("journal: the unfinished line stays at the end")

    def close(self):
        with self.lock:
            self.is_failed = True
            os.close(self.file)


def journal_failed():
    return Problem(
        503, "journal.failed", "The journal cannot be written; nothing is sent.",
        "Make room on the disk of the state folder and start the bridge again.")


def _synchronise_folder(path):
    """A new file's name is on disk too, where the system has such a thing."""
    if os.name != "posix":
        return
    folder = os.open(path or ".", os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class FolderLock:
    """One bridge a state folder; the system takes the lock back when the process ends, however it ends."""

    def __init__(self, path):
        self.file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if os.name == "nt":
            import msvcrt
            msvcrt.locking(self.file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def close(self):
        os.close(self.file)


# Events

class Events:
    """What QMT reported, numbered from 1 in the order in which it came; the newest are kept."""

    def __init__(self):
        self.session = secrets.token_hex(8)
        self.changed = threading.Condition()
        self.kept = collections.deque(maxlen=EVENTS_KEPT)
        self.last = 0
        self.is_over = False

    def add(self, kind, account, **members):
        with self.changed:
            self.last += 1
            event = {"sequence": self.last, "type": kind, "time": china_text(time.time()), "account": account}
            event.update(members)
            self.kept.append(event)
            self.changed.notify_all()

    def after(self, session, place, seconds, limit):
        """The answer of the route: waits while there is nothing newer, `seconds` at most."""
        end = time.monotonic() + seconds
        with self.changed:
            while True:
                if session is None:
                    return self._answer(self.last, False, [])
                first = self.last - len(self.kept) + 1
                if session != self.session or place > self.last or place + 1 < first:
                    return self._answer(self.last, True, [])
                if place < self.last:
                    start = place + 1 - first
                    events = [self.kept[i] for i in range(start, min(start + limit, len(self.kept)))]
                    return self._answer(events[-1]["sequence"], False, events)
                left = end - time.monotonic()
                if left <= 0 or self.is_over:
                    return self._answer(self.last, False, [])
                self.changed.wait(left)

    def _answer(self, place, is_gap, events):
        return {"session": self.session, "last": self.last, "next": place, "gap": is_gap, "events": events}

    def close(self):
        with self.changed:
            self.is_over = True
            self.changed.notify_all()


# QMT

class Calls:
    """Calls into xtquant, which may never come back: each in a thread of its own, a bounded number at a time."""

    def __init__(self, name, most):
        self.name = name
        self.slots = threading.BoundedSemaphore(most)

    def reserve(self):
        """Takes a slot, or raises `server.busy` where so many calls are out already."""
        if not self.slots.acquire(False):
            raise busy()

    def release(self):
        self.slots.release()

    def run(self, seconds, function, *arguments, **named):
        """What the function returns or raises; `qmt.silent` where it takes too long."""
        self.reserve()
        call = self.start(function, *arguments, **named)
        if not call.done.wait(seconds):
            raise silent()
        if call.error is not None:
            raise call.error
        return call.result

    def start(self, function, *arguments, **named):
        """Runs a function in a slot that was reserved, and gives the slot back when it ends."""
        call = Call()

        def work():
            try:
                call.result = function(*arguments, **named)
            except Exception as error:
                call.error = error
            finally:
                self.slots.release()
                call.done.set()

        try:
            threading.Thread(target=work, name=self.name, daemon=True).start()
        except RuntimeError:
            self.slots.release()
            raise busy()
        return call


class Call:
    def __init__(self):
        self.done = threading.Event()
        self.result = None
        self.error = None


class Package:
    """The installed xtquant, and what of it is not as this script needs it."""

    def __init__(self):
        import xtquant
        from xtquant import xtconstant, xttrader, xttype
        self.version = getattr(xtquant, "__version__", None)
        self.trader = xttrader
        self.type = xttype
        self.constant = xtconstant
        try:
            from xtquant import xtdata
            self.data = xtdata
        except Exception as error:
            log("quotes: xtquant.xtdata cannot be imported ({})".format(error))
            self.data = None
        self.missing = [name for name in CONSTANTS if not hasattr(xtconstant, name)]
        trader = getattr(xttrader, "XtQuantTrader", None)
        self.missing += ["XtQuantTrader." + name for name in TRADER_METHODS if not hasattr(trader, name)]
        if self.data is not None:
            self.data.enable_hello = False
            for name in QUOTE_FUNCTIONS:
                if not hasattr(self.data, name):
                    log("quotes: xtquant.xtdata lacks {}".format(name))

    def named(self, names):
        """Numbers of xtquant's constants to words; a constant that is not there is left out."""
        return {getattr(self.constant, name): word for name, word in names if hasattr(self.constant, name)}


class Link:
    """One connection to QMT, and the callback that it reports to. A connection that broke is never used again."""

    def __init__(self, bridge, package, userdata, session):
        self.bridge = bridge
        # Until it breaks, which may be before `connect` has come back.
        self.is_up = True
        self.tells_statuses = True
        self.callback = self._reporter(package)
        self.trader = package.trader.XtQuantTrader(userdata, session)
        self.trader.register_callback(self.callback)

    def _reporter(self, package):
        link = self

        class Callback(getattr(package.trader, "XtQuantTraderCallback", object)):
            def on_disconnected(self):
                link.bridge.disconnected(link)

            def on_account_status(self, status):
                link.bridge.reported("account_status", status)

            def on_stock_order(self, order):
                link.bridge.reported("order", order)

            def on_stock_trade(self, trade):
                link.bridge.reported("trade", trade)

            def on_order_error(self, error):
                link.bridge.reported("order_error", error)

            def on_cancel_error(self, error):
                link.bridge.reported("cancel_error", error)

        return Callback()


class Entry:
    """What is known of a key."""

    def __init__(self, request, remark, asked_at, answered):
        self.request = request
        self.remark = remark
        self.asked_at = asked_at
        self.answered_at = None
        self.state = "unknown"
        self.order_id = None
        self.reason = None
        self.searched_at = None
        self.said_by_qmt = None
        self.in_flight = False
        # Whether somebody was told that the outcome is open, or may have been before this start.
        self.is_told_open = False
        # By a clock that nobody sets.
        self.known_since = time.monotonic()
        # Set once the first answer is there, or nobody waits for it any more.
        self.answered = answered

    def value(self, is_replayed):
        if self.state in ("unknown", "absent"):
            self.is_told_open = True
        answer = dict(self.request)
        answer.update({
            "remark": self.remark, "state": self.state, "order_id": self.order_id, "reason": self.reason,
            "replayed": is_replayed, "asked_at": china_text(self.asked_at),
            "answered_at": None if self.answered_at is None else china_text(self.answered_at),
            "searched_at": None if self.searched_at is None else china_text(self.searched_at)})
        return answer


class Kill:
    """A kill switch that is on. `targets` are the orders that were open when QMT was first asked, None before that."""

    def __init__(self, targets):
        self.targets = targets
        self.is_swept = targets is not None
        self.asked = {}


class Bridge:
    """Everything between the wire and xtquant."""

    def __init__(self, package, userdata, accounts, journal, call_timeout):
        self.package = package
        self.userdata = userdata
        self.call_timeout = call_timeout
        self.journal = journal
        self.events = Events()
        self.accounts = collections.OrderedDict()
        for account in accounts:
            self.accounts[account] = package.type.StockAccount(account)
        self.subscribed = {account: False for account in accounts}
        self.account_status = {account: "unknown" for account in accounts}
        self.link = None
        self.tries = 0
        self.problem = away()
        self.quote_calls = Calls("quote", 4)
        self.link_calls = Calls("link", 64)
        self._renew_calls()
        # Guards keys, kill switches and what is in flight; held over the journal's write, never over a call into xtquant.
        self.gate = threading.RLock()
        self.entries = {}
        self.keys_by_remark = {}
        self.killed = {}
        self.day_of_orders = collections.Counter()
        self.details = {}
        self.wake = threading.Event()
        self.is_over = False
        self.statuses = package.named((
            ("ORDER_UNREPORTED", "accepted"), ("ORDER_WAIT_REPORTING", "accepted"), ("ORDER_REPORTED", "accepted"),
            ("ORDER_REPORTED_CANCEL", "accepted"), ("ORDER_PARTSUCC_CANCEL", "part_filled"),
            ("ORDER_PART_CANCEL", "part_canceled"), ("ORDER_CANCELED", "canceled"), ("ORDER_PART_SUCC", "part_filled"),
            ("ORDER_SUCCEEDED", "filled"), ("ORDER_JUNK", "rejected")))
        self.cancel_pending = set(package.named((("ORDER_REPORTED_CANCEL", 1), ("ORDER_PARTSUCC_CANCEL", 1))))
        self.sides = package.named((("STOCK_BUY", "buy"), ("STOCK_SELL", "sell")))
        self.account_words = package.named((
            ("ACCOUNT_STATUS_INVALID", "invalid"), ("ACCOUNT_STATUS_OK", "ok"),
            ("ACCOUNT_STATUS_WAITING_LOGIN", "waiting_login"), ("ACCOUNT_STATUSING", "logging_in"),
            ("ACCOUNT_STATUS_FAIL", "failed"), ("ACCOUNT_STATUS_INITING", "initializing"),
            ("ACCOUNT_STATUS_CORRECTING", "correcting"), ("ACCOUNT_STATUS_CLOSED", "closed"),
            ("ACCOUNT_STATUS_ASSIS_FAIL", "failed"), ("ACCOUNT_STATUS_DISABLEBYSYS", "disabled"),
            ("ACCOUNT_STATUS_DISABLEBYUSER", "disabled")))
        self._remember()

    def _remember(self):
        """Takes the journal's records back; a key without an outcome is unknown."""
        answered = threading.Event()
        answered.set()
        for record in self.journal.records:
            kind = record["type"]
            if kind == "asked":
                entry = Entry(record["request"], record["remark"], record["time"], answered)
                entry.is_told_open = True
                self._enter(entry)
            elif kind == "outcome":
                entry = self.entries[record["key"]]
                entry.state, entry.order_id = record["state"], record["order_id"]
                entry.reason, entry.answered_at = record["reason"], record["time"]
                if entry.state == "sent":
                    self.day_of_orders[(entry.request["account"], china_day(entry.asked_at))] += 1
            elif kind == "killed":
                for account in record["accounts"]:
                    self.killed[account] = Kill(None)
            elif kind == "swept":
                if record["account"] in self.killed:
                    self.killed[record["account"]] = Kill(set())
            elif kind == "resumed":
                for account in record["accounts"]:
                    self.killed.pop(account, None)
        del self.journal.records[:]

    def _renew_calls(self):
        """Calls of a connection: those that hang on an old one take no place on its successor."""
        self.order_calls = Calls("order", 8)
        self.query_calls = Calls("query", 8)
        # Apart from the others, so that a kill finds a place when everything else hangs.
        self.sweep_calls = Calls("sweep", 8)

    def _enter(self, entry):
        self.entries[entry.request["key"]] = entry
        self.keys_by_remark[entry.remark] = entry.request["key"]

    # The connection

    def keep(self):
        """Connects, connects again, looks for open outcomes and sweeps killed accounts, until the bridge ends."""
        pause, next_try = RECONNECT_SECONDS_MIN, 0.0
        # What keeps money safe comes first; none waits for the success of another.
        duties = ((self._sweep_all, SWEEP_SECONDS), (self._search_all, SEARCH_SECONDS), (self._beat, HEARTBEAT_SECONDS))
        due = {}
        while not self.is_over:
            if self.is_connected():
                for duty, seconds in duties:
                    if time.monotonic() >= due.get(duty, 0.0) and self.is_connected():
                        due[duty] = time.monotonic() + seconds
                        self._do(duty)
            elif time.monotonic() >= next_try:
                if self._do(self._connect):
                    pause = RECONNECT_SECONDS_MIN
                    due = {self._beat: time.monotonic() + HEARTBEAT_SECONDS}
                else:
                    next_try = time.monotonic() + pause
                    pause = min(RECONNECT_SECONDS_MAX, pause * 2)
            self.wake.wait(0.2)
            self.wake.clear()

    @staticmethod
    def _do(duty):
        """One duty of the keeper, which lives on whatever comes of it."""
        try:
            return duty()
        except Problem as problem:
            log("keeper: " + problem.identifier)
        except Exception:
            log("keeper: " + traceback.format_exc())

    def _sweep_all(self):
        for account in sorted(self.killed):
            self._do(lambda: self._sweep(account, self.call_timeout))

    def is_connected(self):
        link = self.link
        return link is not None and link.is_up

    def _connect(self):
        if self.package.missing:
            self.problem = Problem(
                503, "qmt.package", "xtquant lacks " + ", ".join(self.package.missing[:5]) + ".",
                "Install the xtquant that comes with QMT, or `pip install --upgrade xtquant`.")
            return False
        old, link = self.link, None
        self.link = None
        if old is not None:
            self._quietly(old.trader.stop)
        self.tries += 1
        for account in self.subscribed:
            self.subscribed[account] = False
        try:
            link = self.link_calls.run(
                self.call_timeout, Link, self, self.package, self.userdata, self._session_number(self.tries))
            self.link_calls.run(self.call_timeout, link.trader.start)
            result = self.link_calls.run(self.call_timeout, link.trader.connect)
            if result != 0:
                self._quietly(link.trader.stop)
                self.problem = away("connect answers {}.".format(text_of(result)[:20]))
                return False
            self._renew_calls()
            self._subscribe(link)
            self._ask_status(link)
        except Exception as error:
            if link is not None:
                link.is_up = False
                self._quietly(link.trader.stop)
            self.problem = error if isinstance(error, Problem) else away()
            log("connect: {}: {}".format(type(error).__name__, text_of(error)[:200]))
            return False
        with self.gate:
            if not link.is_up:
                return False
            self.link = link
            self.problem = None
        log("connected")
        self.events.add("connected", None)
        return True

    def _session_number(self, tries):
        """QMT keeps files for each session and takes none twice within seconds: eight numbers go round."""
        digest = hashlib.sha256((self.journal.path + "\n" + ",".join(self.accounts)).encode("utf-8", "replace")).digest()
        return 1000 + int.from_bytes(digest[:3], "big") * 8 + tries % 8

    def _subscribe(self, link):
        for name, account in self.accounts.items():
            if not self.subscribed[name]:
                self.subscribed[name] = self.link_calls.run(self.call_timeout, link.trader.subscribe, account) == 0
                if not self.subscribed[name]:
                    log("account {} cannot be subscribed".format(name))

    def _ask_status(self, link):
        """Statuses of the accounts; a QMT that keeps silent about them is asked once a connection."""
        if not link.tells_statuses:
            return
        try:
            for status in self.link_calls.run(self.call_timeout, link.trader.query_account_status) or []:
                self._note_status(status)
        except Exception as error:
            link.tells_statuses = False
            log("account status: {}".format(type(error).__name__))

    def _note_status(self, status):
        """xtquant has two spellings of these members: its own, and that of the library below it."""
        account = text_of(getattr(status, "account_id", None) or getattr(status, "m_strAccountID", None))
        if account in self.account_status:
            code = getattr(status, "status", getattr(status, "m_nStatus", None))
            self.account_status[account] = self.account_words.get(code, "unknown")

    def _quietly(self, function):
        try:
            self.link_calls.run(min(1.0, self.call_timeout), function)
        except Exception as error:
            log("stop: {}".format(type(error).__name__))

    def _beat(self):
        """Asks something small: a connection may be dead without having said so."""
        link = self.link
        account = next(iter(self.accounts.values()))
        try:
            self.link_calls.run(self.call_timeout, link.trader.query_stock_asset, account)
        except Exception as error:
            log("heartbeat: {}".format(type(error).__name__))
            self.disconnected(link)
            return
        self._subscribe(link)
        self._ask_status(link)

    def disconnected(self, link):
        """A connection ended. Its successor is not hurt by what it still says."""
        with self.gate:
            if link is not self.link or not link.is_up:
                link.is_up = False
                return
            link.is_up = False
            self.problem = away()
            for account in self.subscribed:
                self.subscribed[account] = False
        log("disconnected")
        self.events.add("disconnected", None)
        self.wake.set()

    def _trader(self, account):
        """The trader of an account that QMT has; raises where QMT is away or the account is not ready in it."""
        link = self.link
        if link is None or not link.is_up:
            raise self.problem or away()
        if not self.subscribed[account] or self.account_status[account] in NOT_READY:
            raise Problem(
                503, "qmt.account-away",
                "QMT does not have the account ready: {}.".format(
                    self.account_status[account] if self.subscribed[account] else "not subscribed"),
                "Log the account in, and wait for `subscribed` and the status `ok` in /v1/health.")
        return link.trader

    def _ask(self, name, account, *arguments, **limits):
        """One query of QMT about an account; an exception of xtquant is an absent QMT.

        `seconds` and `calls` stand for the call timeout and the calls of queries.
        """
        trader = self._trader(account)
        calls = limits.get("calls", self.query_calls)
        try:
            answer = calls.run(
                limits.get("seconds", self.call_timeout), getattr(trader, name), self.accounts[account], *arguments)
        except Problem:
            raise
        except Exception as error:
            log("{}: {}: {}".format(name, type(error).__name__, text_of(error)[:200]))
            raise away()
        self._trader(account)
        return answer

    # Reports

    def reported(self, kind, thing):
        """A callback of xtquant. Nothing may be thrown into its thread."""
        try:
            account = text_of(getattr(thing, "account_id", None))
            if account not in self.accounts:
                return
            if kind == "account_status":
                self._note_status(thing)
                self.events.add(kind, account, status=self.account_status[account])
                return
            self._note_order(account, thing)
            if kind == "order":
                self.events.add(kind, account, order=self.order_value(thing))
            elif kind == "trade":
                self.events.add(kind, account, trade=self.trade_value(thing))
            else:
                remark = text_of(getattr(thing, "order_remark", None))
                number = whole(getattr(thing, "order_id", None))
                key = self.keys_by_remark.get(remark) or self._key_of_number(account, number)
                message = text_of(getattr(thing, "error_msg", None))
                members = {}
                if kind == "order_error":
                    members["remark"] = remark
                    self._explain(key, message)
                self.events.add(
                    kind, account, order_id=None if number is None else str(number), key=key,
                    code=whole(getattr(thing, "error_id", None)), message=message, **members)
        except Exception:
            log("report: " + traceback.format_exc())

    def _explain(self, key, message):
        """QMT says why an order failed beside its answer, before or after it."""
        with self.gate:
            entry = self.entries.get(key)
            if entry is not None and message:
                entry.said_by_qmt = message
                if entry.state == "refused":
                    entry.reason = message

    def _key_of_number(self, account, number):
        if number is None:
            return None
        text = str(number)
        today = china_day(time.time())
        with self.gate:
            for key, entry in self.entries.items():
                if entry.order_id == text and entry.request["account"] == account and china_day(entry.asked_at) == today:
                    return key
        return None

    def _note_order(self, account, thing):
        """An order that carries the remark of a key is that key's order."""
        key = self.keys_by_remark.get(text_of(getattr(thing, "order_remark", None)))
        number = whole(getattr(thing, "order_id", None))
        if key is None or number is None or number <= 0:
            return
        entry = self.entries[key]
        if entry.request["account"] != account:
            return
        if entry.order_id is None:
            self._settle(entry, "sent", str(number), None)
        elif entry.order_id != str(number):
            log("order {} carries the remark of key {}, whose order is {}".format(number, key, entry.order_id))

    def _settle(self, entry, state, order_id, reason):
        """Writes an outcome down. A number, once known, is never taken back."""
        with self.gate:
            if entry.order_id is not None or (entry.state == state and state != "unknown"):
                return
            now = time.time()
            was_open = entry.is_told_open
            try:
                self.journal.append({
                    "type": "outcome", "key": entry.request["key"], "state": state, "order_id": order_id,
                    "reason": reason, "time": now})
            except Problem:
                log("outcome of {} is known and not written: the next start looks for it".format(entry.request["key"]))
            entry.state, entry.order_id, entry.reason, entry.answered_at = state, order_id, reason, now
            if state == "sent":
                self.day_of_orders[(entry.request["account"], china_day(entry.asked_at))] += 1
        log("order {}: {} {}".format(entry.request["key"], state, order_id or reason or ""))
        entry.answered.set()
        if was_open:
            self.events.add(
                "order_outcome", entry.request["account"], key=entry.request["key"], state=state, order_id=order_id)

    # Orders

    def order(self, members, client_time):
        request = self._order_request(members)
        key, account = request["key"], request["account"]
        entry = self._replayed(request)
        if entry is not None:
            return self._told(entry, True)
        self._check_clock(client_time)
        with self.gate:
            trader = self._may_send(account)
        calls = self.order_calls
        calls.reserve()
        is_handed_over = False
        try:
            with self.gate:
                entry = self.entries.get(key)
                if entry is None:
                    trader = self._may_send(account)
                    entry = Entry(request, remark_of(key), time.time(), threading.Event())
                    if entry.remark in self.keys_by_remark:
                        raise field("key", "another one: its remark is taken")
                    self.journal.append({
                        "type": "asked", "key": key, "remark": entry.remark, "request": request, "time": entry.asked_at})
                    entry.in_flight = True
                    self._enter(entry)
                    is_handed_over = True
        finally:
            if not is_handed_over:
                calls.release()
        if not is_handed_over:
            return self._told(self._replayed(request), True)
        try:
            calls.start(self._send, trader, entry)
        except Problem:
            self._settle(entry, "refused", None, "The bridge could not begin the call; QMT was not asked.")
            entry.in_flight = False
        entry.answered.wait(self.call_timeout)
        return self._told(entry, False)

    def _told(self, entry, is_replayed):
        with self.gate:
            return entry.value(is_replayed)

    def _order_request(self, members):
        request = {"account": self._account(members)}
        request["key"] = members.text("key", KEY, "1 to 128 of A-Z a-z 0-9 . _ : -")
        request["instrument"] = members.text("instrument", INSTRUMENT, "of the form SH600000")
        request["side"] = members.choice("side", ("buy", "sell"))
        quantity = members.take("quantity")
        if not isinstance(quantity, Numeral) or not WHOLE.match(quantity) or not 1 <= int(quantity) <= 10000000:
            raise field("quantity", "a whole number from 1 to 10000000")
        request["quantity"] = int(quantity)
        request["price_type"] = members.choice("price_type", PRICE_TYPES)
        price = members.take("price")
        if price is None and request["price_type"] != "limit":
            request["price"] = None
        elif isinstance(price, Numeral) and PRICE.match(price) and 0 < float(price) <= 100000:
            request["price"] = float(price)
        else:
            raise field("price", "a number above 0, at most 100000, with at most four decimals")
        request["strategy"] = None
        if members.values.get("strategy") is not None:
            request["strategy"] = members.text("strategy", STRATEGY, "1 to 24 of A-Z a-z 0-9 . _ : -")
        members.take("strategy")
        members.done()
        return request

    def _replayed(self, request):
        """The key's entry where it was asked before, after its first answer or the call timeout."""
        entry = self.entries.get(request["key"])
        if entry is None:
            return None
        if entry.request != request:
            raise Problem(
                409, "order.key-reused", "The key was used with another body; nothing is sent.",
                "Ask GET /v1/order for what the key did, and use a new key for a new order.")
        if entry.in_flight:
            entry.answered.wait(self.call_timeout)
        return entry

    def _check_clock(self, client_time):
        if client_time is None:
            raise Problem(
                400, "clock.missing", "An order needs the header Aistock-Time.", "Send the client's clock with each order.")
        seconds = seconds_of_text(client_time)
        if seconds is None:
            raise field("Aistock-Time", "of the form 2026-11-29T10:31:00+08:00")
        if abs(seconds - time.time()) > SKEW_SECONDS_MAX:
            raise Problem(
                412, "clock.skew", "The two clocks are more than 60 seconds apart; nothing is sent.",
                "Synchronise both machines with a time server.")

    def _may_send(self, account):
        """The trader for a new order; raises what stands against one."""
        if account in self.killed:
            raise Problem(
                423, "trading.killed", "The kill switch of the account is on; nothing is sent.",
                "Find out why, then POST /v1/resume.")
        if self.journal.is_failed:
            raise journal_failed()
        return self._trader(account)

    def _send(self, trader, entry):
        """The one place that sends an order. It runs once a key, after the key is on disk."""
        request, constant = entry.request, self.package.constant
        state, order_id, reason = "unknown", None, None
        try:
            result = trader.order_stock(
                self.accounts[request["account"]], qmt_code(request["instrument"]),
                constant.STOCK_BUY if request["side"] == "buy" else constant.STOCK_SELL, request["quantity"],
                constant.FIX_PRICE if request["price_type"] == "limit" else constant.MARKET_PEER_PRICE_FIRST,
                request["price"] or 0, request["strategy"] or "", entry.remark)
            if isinstance(result, int) and not isinstance(result, bool):
                if result > 0:
                    state, order_id = "sent", str(result)
                elif result == -1:
                    state, reason = "refused", entry.said_by_qmt or "QMT answers that it makes no order."
        except Exception as error:
            log("order_stock: {}: {}".format(type(error).__name__, text_of(error)[:200]))
        if state != "unknown":
            self._settle(entry, state, order_id, reason)
        with self.gate:
            entry.in_flight = False
        entry.answered.set()

    def order_by_key(self, key):
        if KEY.match(key) is None:
            raise field("key", "1 to 128 of A-Z a-z 0-9 . _ : -")
        entry = self.entries.get(key)
        if entry is None:
            raise Problem(
                404, "order.unknown-key", "The key was never asked; nothing was sent under it.",
                "Check the key and the state folder of the bridge.")
        if entry.in_flight:
            entry.answered.wait(self.call_timeout)
        is_searched = entry.request["account"] in self.accounts and self.is_connected()
        if entry.order_id is None and entry.state != "refused" and is_searched:
            try:
                self._search(entry.request["account"])
            except Problem as problem:
                log("search: " + problem.identifier)
        return self._told(entry, True)

    def _search_all(self):
        today = china_day(time.time())
        with self.gate:
            accounts = sorted(set(
                entry.request["account"] for entry in self.entries.values()
                if entry.order_id is None and entry.state != "refused" and china_day(entry.asked_at) == today))
        for account in accounts:
            if account in self.accounts:
                self._do(lambda: self._search(account))

    def _search(self, account):
        """Looks for the account's open keys in QMT's orders of the day."""
        begun, clock = time.time(), time.monotonic()
        orders = [self.order_value(order) for order in self._orders_of_qmt(account)]
        with self.gate:
            searched = [
                entry for entry in self.entries.values()
                if entry.request["account"] == account and entry.order_id is None and entry.state != "refused"
                and china_day(entry.asked_at) == china_day(begun)]
        for entry in searched:
            entry.searched_at = begun
            if entry.in_flight or entry.state != "unknown" or clock - entry.known_since < ABSENT_AFTER_SECONDS:
                continue
            # A QMT that was started anew may list an order without the remark that it was sent with.
            alike = [order["order_id"] for order in orders if self._may_be(entry, order)]
            if alike:
                entry.reason = "QMT lists an order without a remark that may be this one: {}.".format(", ".join(alike[:5]))
            else:
                self._settle(entry, "absent", None, "QMT lists no order with this remark.")

    @staticmethod
    def _may_be(entry, order):
        return order["remark"] == "" and order["order_id"] is not None and all(
            order[name] == entry.request[name] for name in ("instrument", "side", "quantity"))

    def _orders_of_qmt(self, account, **limits):
        """xtquant's orders of the day, each held against the keys; never empty after an order was sent today."""
        orders = self._ask("query_stock_orders", account, **limits)
        if orders is None:
            raise no_answer("orders")
        if not orders and self.day_of_orders[(account, china_day(time.time()))]:
            raise inconsistent("QMT lists no order, yet orders were sent today.")
        for order in orders:
            self._note_order(account, order)
        return orders

    def cancel(self, members):
        account = self._account(members)
        has_number = members.values.get("order_id") is not None
        if has_number == (members.values.get("key") is not None):
            raise field("order_id", "given, or `key` instead of it")
        if has_number:
            order_id = members.text("order_id", ORDER_NUMBER, "an order number, as text")
            members.take("key")
            members.done()
        else:
            key = members.text("key", KEY, "1 to 128 of A-Z a-z 0-9 . _ : -")
            members.take("order_id")
            members.done()
            found = self.order_by_key(key)
            if found["account"] != account:
                raise field("account", "the account of the key")
            order_id = found["order_id"]
            if order_id is None:
                raise Problem(
                    409, "order.not-found-yet", "No order of QMT is known for the key.",
                    "Ask GET /v1/order until its state is known.")
        trader = self._trader(account)
        answer = {"account": account, "order_id": order_id, "result": "unknown", "reason": None}
        try:
            result = self.sweep_calls.run(
                self.call_timeout, trader.cancel_order_stock, self.accounts[account], int(order_id))
        except Problem as problem:
            if problem.identifier != "qmt.silent":
                raise
            return answer
        except Exception as error:
            log("cancel_order_stock: {}: {}".format(type(error).__name__, text_of(error)[:200]))
            return answer
        if result == 0:
            answer["result"] = "asked"
        elif result is not None:
            answer["result"] = "refused"
            order = self._ask("query_stock_order", account, int(order_id))
            if order is None:
                raise Problem(
                    404, "order.unknown-number", "QMT lists no order of that number.", "Ask GET /v1/orders for the numbers.")
            answer["reason"] = "The order is {}. {}".format(
                self.order_value(order)["status"], text_of(getattr(order, "status_msg", None))).strip()
        return answer

    # Kill

    def kill(self, members):
        accounts, reason = self._accounts_of_switch(members)
        problem = None
        with self.gate:
            for account in accounts:
                self.killed[account] = Kill(None)
            try:
                self.journal.append({"type": "killed", "accounts": accounts, "reason": reason, "time": time.time()})
            except Problem as failure:
                problem = failure
        for account in accounts:
            self.events.add("killed", account)
        log("kill switch on")
        end = time.monotonic() + KILL_SECONDS
        left = {account: None for account in accounts}
        while True:
            for account in accounts:
                if left[account] == []:
                    continue
                try:
                    left[account] = self._sweep(account, min(self.call_timeout, max(0.1, end - time.monotonic())))
                except Problem as failure:
                    problem = failure
            if all(orders == [] for orders in left.values()) or time.monotonic() >= end or not self.is_connected():
                break
            time.sleep(0.1)
        if all(orders == [] for orders in left.values()) and problem is not None and problem.identifier != "journal.failed":
            problem = None
        is_open = any(orders != [] for orders in left.values()) or self._is_in_flight(accounts)
        self.wake.set()
        return (202 if is_open or problem else 200), {
            "accounts": accounts, "complete": not is_open and problem is None,
            "canceled": sum(len(self.killed[a].asked) for a in accounts if a in self.killed),
            "open": [order for account in accounts for order in left[account] or []],
            "problem": None if problem is None else problem.value()}

    def _is_in_flight(self, accounts):
        with self.gate:
            return any(entry.in_flight and entry.request["account"] in accounts for entry in self.entries.values())

    def _sweep(self, account, seconds):
        """Asks for the cancel of what a killed account may not keep open; returns what of it is still open."""
        switch = self.killed.get(account)
        if switch is None or account not in self.accounts:
            return []
        orders = [self.order_value(order) for order in self._orders_of_qmt(
            account, seconds=seconds, calls=self.sweep_calls)]
        orders = [order for order in orders if order["open"] and order["order_id"] is not None]
        with self.gate:
            if switch.targets is None:
                switch.targets = set(order["order_id"] for order in orders)
        left = [order for order in orders if order["order_id"] in switch.targets or order["key"] is not None]
        trader = self._trader(account)
        for order in left:
            order_id = order["order_id"]
            if time.monotonic() - switch.asked.get(order_id, -SWEEP_SECONDS) < SWEEP_SECONDS:
                continue
            switch.asked[order_id] = time.monotonic()
            try:
                self.sweep_calls.run(seconds, trader.cancel_order_stock_async, self.accounts[account], int(order_id))
            except Problem:
                raise
            except Exception as error:
                log("cancel of {}: {}".format(order_id, type(error).__name__))
        if not left:
            self._note_swept(account, switch)
        return left

    def _note_swept(self, account, switch):
        """Everything that was open is closed: a later start leaves a person's orders alone."""
        with self.gate:
            if switch.is_swept or self.killed.get(account) is not switch:
                return
            switch.is_swept = True
            try:
                self.journal.append({"type": "swept", "account": account, "time": time.time()})
            except Problem:
                log("journal: the sweep is not written; the next start sweeps again")

    def resume(self, members):
        accounts, _ = self._accounts_of_switch(members)
        with self.gate:
            self.journal.append({"type": "resumed", "accounts": accounts, "time": time.time()})
            for account in accounts:
                self.killed.pop(account, None)
        for account in accounts:
            self.events.add("resumed", account)
        log("kill switch off")
        return {"accounts": accounts}

    def _accounts_of_switch(self, members):
        if "account" not in members.values:
            raise field("account", "an account of the bridge, or null for all")
        reason = members.take("reason")
        if reason is not None:
            is_text = isinstance(reason, str) and not isinstance(reason, Numeral)
            if not is_text or len(reason) > 200 or text_of(reason) != reason or re.search(r"[\x00-\x1f\x7f]", reason):
                raise field("reason", "text of at most 200 characters")
        if members.values["account"] is None:
            members.take("account")
            accounts = list(self.accounts)
        else:
            accounts = [self._account(members)]
        members.done()
        return accounts, reason

    # Queries

    def _account(self, members):
        account = members.take("account")
        if not isinstance(account, str) or isinstance(account, Numeral):
            raise field("account", "an account of the bridge, as text")
        if account not in self.accounts:
            raise Problem(
                403, "account.unknown", "The bridge was not started with this account.",
                "Start the bridge with `--account` for it.")
        return account

    def health(self):
        with self.gate:
            unknown = sum(1 for entry in self.entries.values() if entry.state in ("unknown", "absent"))
            accounts = [
                {"account": name, "subscribed": self.subscribed[name], "status": self.account_status[name],
                 "killed": name in self.killed} for name in self.accounts]
        is_connected = self.is_connected() and self.problem is None
        problem = None if is_connected else (self.problem or away())
        if problem is None and self.journal.is_failed:
            problem = journal_failed()
        version = self.package.version
        return {
            "bridge": VERSION, "protocol": PROTOCOL, "time": china_text(time.time()), "session": self.events.session,
            "last_event": self.events.last, "connected": is_connected,
            "problem": None if problem is None else problem.value(), "unknown_orders": unknown,
            "xtquant": None if version is None else text_of(version), "accounts": accounts}

    def account(self, members):
        account = self._account(members)
        members.done()
        asset = self._asset(account)
        return {
            "account": account, "cash": money(getattr(asset, "cash", None)),
            "frozen": money(getattr(asset, "frozen_cash", None)),
            "market_value": money(getattr(asset, "market_value", None)),
            "total": money(getattr(asset, "total_asset", None)), "time": china_text(time.time())}

    def _asset(self, account):
        asset = self._ask("query_stock_asset", account)
        if asset is None:
            raise no_answer("the account")
        return asset

    def positions(self, members):
        account = self._account(members)
        members.done()
        positions = self._ask("query_stock_positions", account)
        if positions is None:
            raise no_answer("positions")
        if not positions and (money(getattr(self._asset(account), "market_value", None)) or 0) > 0:
            raise inconsistent("QMT lists no position, yet the account has a market value.")
        rows = []
        for position in positions:
            code = text_of(getattr(position, "stock_code", None))
            rows.append({
                "instrument": instrument_of(code), "code": code,
                "name": text_of(getattr(position, "instrument_name", None)) or None,
                "volume": whole(getattr(position, "volume", None)),
                "available": whole(getattr(position, "can_use_volume", None)),
                "frozen": whole(getattr(position, "frozen_volume", None)),
                "on_road": whole(getattr(position, "on_road_volume", None)),
                "yesterday": whole(getattr(position, "yesterday_volume", None)),
                "average_cost": money(getattr(position, "avg_price", None)),
                "price": price_of(getattr(position, "last_price", None)),
                "market_value": money(getattr(position, "market_value", None))})
        rows.sort(key=lambda row: row["code"])
        return {"account": account, "time": china_text(time.time()), "positions": rows}

    def orders(self, members):
        account = self._account(members)
        only_open = members.values.get("open") is not None and members.choice("open", ("true", "false")) == "true"
        members.done()
        rows = [self.order_value(order) for order in self._orders_of_qmt(account)]
        if only_open:
            rows = [row for row in rows if row["open"]]
        rows.sort(key=lambda row: int(row["order_id"] or 0))
        return {"account": account, "time": china_text(time.time()), "orders": rows}

    def trades(self, members):
        account = self._account(members)
        members.done()
        trades = self._ask("query_stock_trades", account)
        if trades is None:
            raise no_answer("trades")
        rows = [self.trade_value(trade) for trade in trades]
        rows.sort(key=lambda row: (row["time"] or "", row["trade_id"]))
        return {"account": account, "time": china_text(time.time()), "trades": rows}

    def order_value(self, order):
        code = text_of(getattr(order, "stock_code", None))
        remark = text_of(getattr(order, "order_remark", None))
        raw = getattr(order, "order_status", None)
        filled = whole(getattr(order, "traded_volume", None))
        status = self.statuses.get(raw, "unknown")
        if filled and status == "accepted":
            status = "part_filled"
        elif filled and status == "canceled":
            status = "part_canceled"
        number = whole(getattr(order, "order_id", None))
        return {
            "account": text_of(getattr(order, "account_id", None)), "order_id": None if number is None else str(number),
            "exchange_id": text_of(getattr(order, "order_sysid", None)) or None, "key": self.keys_by_remark.get(remark),
            "remark": remark, "strategy": text_of(getattr(order, "strategy_name", None)) or None,
            "instrument": instrument_of(code), "code": code,
            "side": self.sides.get(getattr(order, "order_type", None), "other"),
            "quantity": whole(getattr(order, "order_volume", None)), "filled": filled,
            "price": price_of(getattr(order, "price", None)),
            "average_price": price_of(getattr(order, "traded_price", None)), "status": status, "status_code": whole(raw),
            "open": status in OPEN, "cancel_pending": raw in self.cancel_pending,
            "message": text_of(getattr(order, "status_msg", None)),
            "time": text_of_qmt_time(getattr(order, "order_time", None))}

    def trade_value(self, trade):
        code = text_of(getattr(trade, "stock_code", None))
        remark = text_of(getattr(trade, "order_remark", None))
        number = whole(getattr(trade, "order_id", None))
        account = text_of(getattr(trade, "account_id", None))
        return {
            "account": account, "trade_id": text_of(getattr(trade, "traded_id", None)),
            "order_id": None if number is None else str(number),
            "exchange_id": text_of(getattr(trade, "order_sysid", None)) or None,
            "key": self.keys_by_remark.get(remark), "remark": remark, "instrument": instrument_of(code), "code": code,
            "side": self.sides.get(getattr(trade, "order_type", None), "other"),
            "volume": whole(getattr(trade, "traded_volume", None)), "price": price_of(getattr(trade, "traded_price", None)),
            "amount": money(getattr(trade, "traded_amount", None)),
            "commission": money(getattr(trade, "commission", None)),
            "time": text_of_qmt_time(getattr(trade, "traded_time", None))}

    # Quotes

    def _quote_call(self, function, *arguments, **named):
        try:
            return self.quote_calls.run(self.call_timeout, function, *arguments, **named)
        except Problem:
            raise
        except Exception as error:
            log("{}: {}: {}".format(getattr(function, "__name__", "xtdata"), type(error).__name__, text_of(error)[:200]))
            raise quotes_away()

    def _quote_function(self, name):
        function = getattr(self.package.data, name, None)
        if function is None:
            raise quotes_away()
        return function

    @staticmethod
    def _symbols(members):
        symbols = members.take("symbols")
        found = symbols.split(",") if isinstance(symbols, str) else []
        if not 1 <= len(found) <= QUOTES_MAX or len(set(found)) != len(found) or not all(map(INSTRUMENT.match, found)):
            raise field("symbols", "1 to {} instruments, each once, as SH600000,SZ000001".format(QUOTES_MAX))
        return found

    def quotes(self, members):
        symbols = self._symbols(members)
        members.done()
        codes = [qmt_code(symbol) for symbol in symbols]
        ticks = self._quote_call(self._quote_function("get_full_tick"), codes)
        if not isinstance(ticks, dict):
            raise no_answer("quotes")
        known = [code for code in codes if isinstance(ticks.get(code), dict) and ticks[code]]
        details = self._details_of(known)
        return {
            "time": china_text(time.time()), "unknown": [instrument_of(code) for code in codes if code not in known],
            "quotes": [self._quote(code, ticks[code], details.get(code) or {}) for code in known]}

    def _details_of(self, codes):
        """What QMT knows of instruments for the day; kept a minute, and only where it is of today."""
        now = time.monotonic()
        today = china_day(time.time()).replace("-", "")
        found = {code: self.details[code][1] for code in codes if code in self.details and now - self.details[code][0] < 60}
        missing = [code for code in codes if code not in found or text_of(found[code].get("TradingDay")) != today]
        if missing and hasattr(self.package.data, "get_instrument_detail"):
            function = self._quote_function("get_instrument_detail")
            read = self._quote_call(lambda: {code: function(code) for code in missing})
            for code, detail in read.items():
                found[code] = detail if isinstance(detail, dict) else {}
                self.details[code] = (now, found[code])
        return found

    @staticmethod
    def _quote(code, tick, detail):
        lot = lot_of(code)

        def levels(prices, volumes):
            pairs = zip(tick.get(prices) or [], tick.get(volumes) or [])
            pairs = [(price_of(price), whole((number(volume) or 0) * lot)) for price, volume in list(pairs)[:5]]
            return [[price, volume] for price, volume in pairs if price is not None]

        shares = whole(tick.get("pvolume"))
        if not shares:
            lots = number(tick.get("volume"))
            shares = None if lots is None else whole(lots * lot)
        phase = PHASES.get(whole(tick.get("openInt")), "unknown")
        days = number(detail.get("InstrumentStatus"))
        is_suspended = True if phase == "suspended" or (days or 0) > 0 else (None if phase == "unknown" else False)
        bids, asks = levels("bidPrice", "bidVol"), levels("askPrice", "askVol")
        up, down = price_of(detail.get("UpStopPrice")), price_of(detail.get("DownStopPrice"))
        day = re.match(r"([0-9]{4})([0-9]{2})([0-9]{2})\Z", text_of(detail.get("TradingDay")))
        return {
            "instrument": instrument_of(code), "price": price_of(tick.get("lastPrice")),
            "reference": price_of(tick.get("lastClose")) or price_of(detail.get("PreClose")),
            "open": price_of(tick.get("open")), "high": price_of(tick.get("high")), "low": price_of(tick.get("low")),
            "volume": shares, "amount": money(tick.get("amount")), "limit_up": up, "limit_down": down,
            "limits_day": "-".join(day.groups()) if day else None, "bid": bids[0][0] if bids else None,
            "ask": asks[0][0] if asks else None, "bids": bids, "asks": asks, "suspended": is_suspended, "phase": phase,
            "time": text_of_qmt_time(tick.get("time"), fraction=True)}

    def bars(self, members):
        symbols = self._symbols(members)
        period = members.choice("period", ("1m", "1d"))
        start, end = self._day(members, "start"), self._day(members, "end")
        is_refreshed = members.values.get("refresh") is None or members.choice("refresh", ("true", "false")) == "true"
        members.done()
        days = (end - start).days + 1
        if days < 1:
            raise field("end", "a day not before `start`")
        if len(symbols) * days * (BARS_OF_A_DAY if period == "1m" else 1) > BARS_MAX:
            raise Problem(
                413, "request.large", "More bars than one answer may hold.", "Ask for fewer instruments or days at a time.")
        first, last = start.strftime("%Y%m%d"), end.strftime("%Y%m%d")
        if period == "1m":
            first, last = first + "000000", last + "235959"
        codes = [qmt_code(symbol) for symbol in symbols]
        if is_refreshed:
            download = self._quote_function("download_history_data")
            for code in codes:
                try:
                    self._quote_call(download, code, period, first, last)
                except Problem as problem:
                    # A stock that QMT cannot fetch is read from what its folder holds; one that it does not know is missing.
                    if problem.identifier != "qmt.quotes-away":
                        raise
        columns = ["time", "open", "high", "low", "close", "volume", "amount"]
        frames = self._quote_call(
            self._quote_function("get_market_data_ex"), field_list=columns, stock_list=codes, period=period,
            start_time=first, end_time=last, count=-1, dividend_type="none", fill_data=False)
        if not isinstance(frames, dict):
            raise no_answer("bars")
        bars = {}
        for symbol, code in zip(symbols, codes):
            rows = self._rows(frames.get(code), columns, lot_of(code))
            if rows:
                bars[symbol] = rows
        return {
            "period": period, "columns": columns, "missing": [symbol for symbol in symbols if symbol not in bars],
            "bars": bars}

    @staticmethod
    def _rows(frame, columns, lot):
        if frame is None or len(frame) == 0:
            return []
        rows = []
        for when, first, high, low, close, volume, amount in zip(*[frame[name].tolist() for name in columns]):
            moment, lots = text_of_qmt_time(when), number(volume)
            if moment is not None and price_of(close) is not None:
                rows.append([
                    moment, price_of(first), price_of(high), price_of(low), price_of(close),
                    None if lots is None else whole(lots * lot), money(amount)])
        rows.sort(key=lambda row: row[0])
        return rows

    @staticmethod
    def _day(members, name):
        match = DAY.match(members.text(name, DAY, "of the form 2026-11-29"))
        try:
            return datetime.date(*[int(part) for part in match.groups()])
        except ValueError:
            raise field(name, "a day of the calendar")

    def events_after(self, members, polls):
        session = members.take("session")
        place = members.take("after")
        if (session is None) != (place is None):
            raise field("session", "given together with `after`")
        if session is not None and (not re.match(r"[0-9a-f]{16}\Z", session) or not re.match(r"[0-9]{1,15}\Z", place)):
            raise field("after", "a number, with the session that the events came with")
        wait = members.take("wait") or "0"
        if not re.match(r"[0-9]{1,2}(\.[0-9]{1,3})?\Z", wait) or float(wait) > EVENT_WAIT_MAX:
            raise field("wait", "seconds from 0 to 30")
        limit = members.take("limit") or "500"
        if not re.match(r"[0-9]{1,4}\Z", limit) or not 1 <= int(limit) <= 1000:
            raise field("limit", "a number from 1 to 1000")
        members.done()
        if not polls.acquire(False):
            raise busy()
        try:
            return self.events.after(session, int(place or 0), float(wait), int(limit))
        finally:
            polls.release()

    def close(self):
        """Ends the keeper and gives orders that are on their way a moment to be written down."""
        self.is_over = True
        self.wake.set()
        self.events.close()
        end = time.monotonic() + min(2.0, self.call_timeout)
        while self._is_in_flight(self.accounts) and time.monotonic() < end:
            time.sleep(0.02)
        link = self.link
        if link is not None:
            self._quietly(link.trader.stop)
        self.journal.close()


# The wire

class Request:
    def __init__(self, method, path, query, headers):
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers


SINGLE_HEADERS = ("authorization", "content-type", "content-length", "host", "aistock-time", "expect")


class Connection:
    """One request and its answer over a socket that is given no time to waste."""

    def __init__(self, plain, server):
        self.socket = plain
        self.server = server
        self.buffer = b""
        self.deadline = time.monotonic() + RECEIVE_SECONDS
        self.has_body_to_come = False

    def serve(self):
        method = None
        try:
            if self.server.tls is not None:
                self._shake_hands()
            try:
                request = self._head()
                method = request.method
                status, value, allow = self.server.answer(request, self._body)
            except Problem as problem:
                status, value, allow = problem.status, {"error": problem.value()}, problem.allow
            self._send(status, value, allow, method == "HEAD")
        except (OSError, ValueError):
            pass
        finally:
            try:
                self.socket.close()
            except OSError:
                pass

    def _shake_hands(self):
        """TLS within the time of a request, however it trickles."""
        plain = self.socket
        plain.settimeout(RECEIVE_SECONDS)
        watch = threading.Timer(RECEIVE_SECONDS, plain.shutdown, (socket.SHUT_RDWR,))
        watch.daemon = True
        watch.start()
        try:
            self.socket = self.server.tls.wrap_socket(plain, server_side=True)
        finally:
            watch.cancel()

    def _receive(self, what):
        left = self.deadline - time.monotonic()
        try:
            if left <= 0:
                raise socket.timeout()
            self.socket.settimeout(left)
            piece = self.socket.recv(65536)
        except socket.timeout:
            self.has_body_to_come = True
            raise Problem(408, "request.slow", "The {} did not arrive in time.".format(what), "Send the request at once.")
        if not piece:
            raise malformed("The {} ends early.".format(what))
        self.buffer += piece

    def _head(self):
        while b"\r\n\r\n" not in self.buffer:
            if len(self.buffer) > HEAD_MAX:
                self.has_body_to_come = True
                self._refuse_large_head()
            self._receive("head")
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        self.has_body_to_come = True
        if len(head) > HEAD_MAX:
            self._refuse_large_head()
        lines = head.split(b"\r\n")
        if len(lines) > HEADER_LINES_MAX + 1:
            raise Problem(431, "request.head", "The head has too many lines.", "Send only the headers of the protocol.")
        method, target = self._request_line(lines[0])
        headers = self._headers(lines[1:])
        self.has_body_to_come = bool(self.buffer) or headers.get("content-length", "0") != "0"
        path, _, query = target.partition("?")
        return Request(method, path, query, headers)

    def _refuse_large_head(self):
        line = self.buffer.split(b"\r\n", 1)[0]
        if len(line) > TARGET_MAX + 32:
            raise Problem(414, "request.target", "The target is too long.", "Ask for fewer instruments at a time.")
        raise Problem(431, "request.head", "The head is too large.", "Send only the headers that the protocol names.")

    @staticmethod
    def _request_line(line):
        parts = line.split(b" ")
        if len(parts) != 3 or not re.match(rb"[A-Z]{1,16}\Z", parts[0]):
            raise malformed("The first line is not a request.")
        if len(parts[1]) > TARGET_MAX:
            raise Problem(414, "request.target", "The target is too long.", "Ask for fewer instruments at a time.")
        if not re.match(rb"HTTP/[0-9]\.[0-9]\Z", parts[2]):
            raise malformed("The first line is not a request.")
        if parts[2] not in (b"HTTP/1.0", b"HTTP/1.1"):
            raise Problem(505, "request.version", "Only HTTP/1.0 and HTTP/1.1 are read.", "Send HTTP/1.1.")
        if not re.match(rb"/[\x21-\x7e]*\Z", parts[1]) or b"#" in parts[1]:
            raise malformed("The target is not a path of printable ASCII.")
        return parts[0].decode("ascii"), parts[1].decode("ascii")

    @staticmethod
    def _headers(lines):
        headers = {}
        for line in lines:
            name, colon, value = line.partition(b":")
            if not colon or HEADER_NAME.match(name) is None or re.search(rb"[^\t\x20-\x7e\x80-\xff]", value):
                raise malformed("A header line is damaged.")
            name = name.decode("ascii").lower()
            if name in headers and name in SINGLE_HEADERS:
                raise malformed("A header stands twice.")
            headers[name] = value.strip(b" \t").decode("latin-1")
        if "transfer-encoding" in headers:
            raise malformed("Transfer-Encoding is not read; send Content-Length.")
        if "origin" in headers:
            raise Problem(403, "request.browser", "Browsers are not served.", "Ask from a program, without Origin.")
        return headers

    def _body(self, request):
        """The body, once token, route and type have been judged."""
        text = request.headers.get("content-length")
        if text is None:
            raise Problem(411, "request.length", "The request has no Content-Length.", "Send Content-Length.")
        if not re.match(r"[0-9]{1,12}\Z", text):
            raise malformed("Content-Length is not a number.")
        length = int(text)
        if length > BODY_MAX:
            raise Problem(413, "request.large", "The body is larger than 16 KiB.", "Send one order a request.")
        if len(self.buffer) > length:
            raise malformed("There is more than one request on the connection.")
        if request.headers.get("expect", "").lower() == "100-continue" and len(self.buffer) < length:
            self.socket.settimeout(RECEIVE_SECONDS)
            self.socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        while len(self.buffer) < length:
            self._receive("body")
        if len(self.buffer) > length:
            raise malformed("There is more than one request on the connection.")
        self.has_body_to_come = False
        return self.buffer

    def _send(self, status, value, allow, is_head):
        body = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(", ", ": ")).encode("utf-8") + b"\n"
        lines = [
            "HTTP/1.1 {} {}".format(status, REASONS.get(status, "Error")), "Content-Type: application/json; charset=utf-8",
            "Content-Length: {}".format(len(body)), "Cache-Control: no-store", "X-Content-Type-Options: nosniff",
            "Connection: close"]
        if allow:
            lines.append("Allow: " + allow)
        if status == 401:
            lines.append("WWW-Authenticate: Bearer")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")
        self.socket.settimeout(SEND_SECONDS)
        self.socket.sendall(head if is_head else head + body)
        self._linger()

    def _linger(self):
        """Lets the answer arrive: a socket closed on unread bytes takes back what was just sent."""
        if not self.has_body_to_come:
            return
        self.socket.shutdown(socket.SHUT_WR)
        end, left = time.monotonic() + 1.0, 1 << 20
        while left > 0 and time.monotonic() < end:
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            piece = self.socket.recv(65536)
            if not piece:
                break
            left -= len(piece)


REASONS = {
    200: "OK", 202: "Accepted", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict", 411: "Length Required", 412: "Precondition Failed",
    413: "Payload Too Large", 414: "URI Too Long", 415: "Unsupported Media Type", 423: "Locked",
    431: "Request Header Fields Too Large", 500: "Internal Server Error", 503: "Service Unavailable",
    505: "HTTP Version Not Supported",
}


class Server:
    """Accepts connections, holds them to the token, and hands requests to the bridge."""

    def __init__(self, bridge, token, address, port, tls=None):
        self.bridge = bridge
        self.token = hashlib.sha256(token.encode("ascii")).digest()
        self.tls = tls
        self.slots = threading.BoundedSemaphore(REQUESTS_MAX)
        self.polls = threading.BoundedSemaphore(LONG_POLLS_MAX)
        self.is_over = False
        self.routes = {
            "/v1/health": ("GET", lambda request, members: self._plain(members, self.bridge.health)),
            "/v1/account": ("GET", lambda request, members: self.bridge.account(members)),
            "/v1/positions": ("GET", lambda request, members: self.bridge.positions(members)),
            "/v1/trades": ("GET", lambda request, members: self.bridge.trades(members)),
            "/v1/order": ("GET", lambda request, members: self._by_key(members)),
            "/v1/quotes": ("GET", lambda request, members: self.bridge.quotes(members)),
            "/v1/bars": ("GET", lambda request, members: self.bridge.bars(members)),
            "/v1/events": ("GET", lambda request, members: self.bridge.events_after(members, self.polls)),
            "/v1/orders": ("GET, POST", self._orders),
            "/v1/cancel": ("POST", lambda request, members: self.bridge.cancel(members)),
            "/v1/kill": ("POST", lambda request, members: self.bridge.kill(members)),
            "/v1/resume": ("POST", lambda request, members: self.bridge.resume(members)),
        }
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            # Windows lets a second program take a port that is in use, unless it is claimed for one.
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
                self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self.listener.bind((address, port))
            self.listener.listen(64)
            self.listener.settimeout(0.5)
        except OSError:
            self.listener.close()
            raise
        self.port = self.listener.getsockname()[1]

    def serve(self):
        while not self.is_over:
            try:
                plain, _ = self.listener.accept()
            except socket.timeout:
                continue
            except OSError:
                if self.is_over:
                    break
                time.sleep(0.05)
                continue
            if not self.slots.acquire(False):
                self._turn_away(plain)
                continue
            try:
                threading.Thread(target=self._connection, args=(plain,), name="request", daemon=True).start()
            except RuntimeError:
                self.slots.release()
                self._turn_away(plain)
        self.listener.close()

    def _connection(self, plain):
        try:
            Connection(plain, self).serve()
        except Exception:
            log("connection: " + traceback.format_exc())
        finally:
            self.slots.release()

    def _turn_away(self, plain):
        """Says that there is no room, without waiting for anybody."""
        try:
            plain.setblocking(False)
            if self.tls is None:
                body = json.dumps({"error": busy().value()}).encode("ascii")
                plain.send((
                    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json; charset=utf-8\r\n"
                    "Content-Length: {}\r\nConnection: close\r\n\r\n").format(len(body)).encode("ascii") + body)
                plain.shutdown(socket.SHUT_WR)
                plain.recv(65536)
        except OSError:
            pass
        finally:
            plain.close()

    def answer(self, request, body):
        """Status, value and `Allow` of a request; raises the problem that it has."""
        self._check_token(request.headers.get("authorization", ""))
        route = self.routes.get(request.path)
        if route is None:
            raise Problem(404, "route.unknown", "There is no such route.", "See the routes in Bridge.md.")
        methods, function = route
        if request.method not in methods.split(", "):
            problem = Problem(405, "route.method", "The route does not take this method.", "Use " + methods + ".")
            problem.allow = methods
            raise problem
        if request.method == "POST":
            kind = request.headers.get("content-type", "").lower().replace(" ", "")
            if kind not in ("application/json", "application/json;charset=utf-8"):
                raise Problem(415, "request.type", "The body is not JSON.", "Send Content-Type: application/json.")
            if request.query:
                raise field("query", "empty: members stand in the body")
            members = Members(read_object(body(request)))
        else:
            if request.headers.get("content-length", "0") != "0":
                raise malformed("A GET has no body.")
            members = Members(self._query(request.query))
        try:
            value = function(request, members)
        except Problem:
            raise
        except Exception:
            log("{} {}: {}".format(request.method, request.path, traceback.format_exc()))
            raise Problem(500, "bridge.fault", "The bridge failed on this request.", "Read the bridge's log.")
        status, value = value if isinstance(value, tuple) else (200, value)
        return status, value, None

    def _check_token(self, header):
        scheme, _, given = header.partition(" ")
        digest = hashlib.sha256(given.encode("latin-1")).digest()
        is_right = hmac.compare_digest(digest, self.token)
        if not is_right or scheme.lower() != "bearer":
            raise Problem(
                401, "token.wrong", "The token is missing or wrong.", "Send Authorization: Bearer with the bridge's token.")

    @staticmethod
    def _query(text):
        """Parameters, each once, percent signs decoded; `+` is itself."""
        found = {}
        for part in text.split("&") if text else []:
            name, equals, value = part.partition("=")
            if not equals or re.search(r"%(?![0-9A-Fa-f]{2})", part):
                raise malformed("The query is damaged.")
            try:
                name = urllib.parse.unquote(name, errors="strict")
                value = urllib.parse.unquote(value, errors="strict")
            except UnicodeDecodeError:
                raise malformed("The query is not UTF-8.")
            if name in found:
                raise field(text_of(name)[:40], "given once")
            found[name] = value
        return found

    @staticmethod
    def _plain(members, function):
        members.done()
        return function()

    def _by_key(self, members):
        key = members.take("key")
        members.done()
        return self.bridge.order_by_key(key or "")

    def _orders(self, request, members):
        if request.method == "GET":
            return self.bridge.orders(members)
        return self.bridge.order(members, request.headers.get("aistock-time"))

    def close(self):
        self.is_over = True


# The command line

class Stop(Exception):
    """Ends the program with a status and what to say."""

    def __init__(self, status, message, remedy):
        Exception.__init__(self, message)
        self.status = status
        self.remedy = remedy


def loopback(address):
    """The address to bind where nobody from outside can come; None where somebody can."""
    if address == "localhost":
        return "127.0.0.1"
    if address == "::1" or re.match(r"127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\Z", address):
        return address
    return None


def read_token(path):
    if path is None:
        token = os.environ.pop("QMT_TOKEN", "")
        source = "the environment variable QMT_TOKEN"
    else:
        source = path
        try:
            mode = os.stat(path).st_mode
            with open(path, encoding="ascii") as file:
                token = file.read(1000).strip()
        except (OSError, ValueError):
            raise Stop(2, "The token file {} cannot be read.".format(path), "Make one with --make-token FILE.")
        if os.name == "posix" and mode & 0o077:
            raise Stop(2, "The token file {} can be read by others.".format(path), "chmod 600 {}".format(path))
    if TOKEN.match(token) is None:
        raise Stop(
            2, "There is no token of 16 to 256 printable characters in {}.".format(source),
            "Make one with --make-token FILE, and start with --token-file FILE.")
    return token


def make_token(path):
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Stop(2, "The token file {} cannot be made: {}.".format(path, error.strerror), "Name a new file.")
    with os.fdopen(file, "w") as written:
        written.write(secrets.token_urlsafe(32) + "\n")


def tls_of(options, is_loopback):
    if (options.certificate is None) != (options.key is None):
        raise Stop(2, "Certificate and key go together.", "Give both --certificate and --key.")
    if options.certificate is None:
        if not is_loopback:
            raise Stop(
                2, "The bridge listens on {} only with TLS.".format(options.bind),
                "Give --certificate and --key, or bind 127.0.0.1 and come through a tunnel.")
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if hasattr(context, "minimum_version"):
        context.minimum_version = ssl.TLSVersion.TLSv1_2
    else:
        context.options |= ssl.OP_NO_TLSv1 | ssl.OP_NO_TLSv1_1
    try:
        context.load_cert_chain(options.certificate, options.key)
    except (OSError, ssl.SSLError):
        raise Stop(2, "Certificate or key cannot be read.", "Give PEM files of one pair, the key without a password.")
    return context


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="qmt_bridge.py", description="Lets aistock trade through the QMT client beside it.")
    parser.add_argument("--userdata", metavar="FOLDER", help="QMT's folder userdata_mini")
    parser.add_argument("--account", metavar="ID", action="append", help="a cash account; repeat it for several")
    parser.add_argument("--state", metavar="FOLDER", help="journal and lock; qmt_bridge_state beside the script by default")
    parser.add_argument("--token-file", metavar="FILE", help="the token, one line; QMT_TOKEN of the environment by default")
    parser.add_argument("--make-token", metavar="FILE", help="writes a new token to a new file and ends")
    parser.add_argument("--bind", metavar="ADDRESS", default="127.0.0.1", help="127.0.0.1 by default")
    parser.add_argument("--port", metavar="N", type=int, default=9876, help="9876 by default")
    parser.add_argument("--certificate", metavar="FILE", help="PEM; demanded for every address that is not loopback")
    parser.add_argument("--key", metavar="FILE", help="PEM")
    parser.add_argument("--call-timeout", metavar="SECONDS", type=float, default=10.0, help="10 by default")
    parser.add_argument("--version", action="version", version="qmt_bridge {} protocol {}".format(VERSION, PROTOCOL))
    options = parser.parse_args(arguments)
    if options.make_token is None:
        if not options.userdata or not options.account:
            parser.error("--userdata and --account must be given")
        if len(set(options.account)) != len(options.account) or not all(
                re.match(r"[A-Za-z0-9_-]{1,32}\Z", account) for account in options.account):
            parser.error("--account takes 1 to 32 letters and digits, each account once")
        if not 0 <= options.port <= 65535:
            parser.error("--port takes a number from 0 to 65535")
        if not 0.1 <= options.call_timeout <= 60:
            parser.error("--call-timeout takes seconds from 0.1 to 60")
    return options


def open_state(folder):
    """The lock and the journal of a state folder."""
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError as error:
        raise Stop(4, "The state folder {} cannot be made: {}.".format(folder, error.strerror), "Name another with --state.")
    try:
        lock = FolderLock(os.path.join(folder, "lock"))
    except OSError:
        raise Stop(75, "Another bridge holds {}.".format(folder), "Stop it, or name another folder with --state.")
    try:
        return lock, Journal(os.path.join(folder, "journal.jsonl"))
    except ValueError as error:
        raise Stop(
            3, "Line {} of {} is damaged.".format(error, os.path.join(folder, "journal.jsonl")),
            "Restore it from a backup: without it the bridge does not know which orders were sent.")
    except OSError as error:
        raise Stop(4, "The journal in {} cannot be opened: {}.".format(folder, error.strerror), "Check the folder's rights.")


def start(options):
    """A bridge and its server, not yet serving."""
    address = loopback(options.bind)
    tls = tls_of(options, address is not None)
    token = read_token(options.token_file)
    folder = options.state or os.path.join(os.path.dirname(os.path.abspath(__file__)), "qmt_bridge_state")
    lock, journal = open_state(folder)
    try:
        package = Package()
    except ImportError as error:
        raise Stop(
            4, "xtquant cannot be imported: {}.".format(error),
            "Run this with a Python that has xtquant: `pip install xtquant`, or the one in QMT's bin.x64.")
    bridge = Bridge(package, options.userdata, options.account, journal, options.call_timeout)
    bridge.folder_lock = lock
    try:
        server = Server(bridge, token, address or options.bind, options.port, tls)
    except OSError as error:
        raise Stop(
            4, "Port {} of {} cannot be opened: {}.".format(options.port, options.bind, error.strerror),
            "Stop what uses it, or name another with --port.")
    return bridge, server


def main(arguments=None):
    options = parse(arguments)
    try:
        if options.make_token is not None:
            make_token(options.make_token)
            return 0
        bridge, server = start(options)
    except Stop as stop:
        sys.stderr.write("error: {}\n  remedy: {}\n".format(stop, stop.remedy))
        return stop.status
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: server.close())
    threading.Thread(target=bridge.keep, name="keeper", daemon=True).start()
    log("listening on {}:{} ({})".format(options.bind, server.port, "TLS" if server.tls else "loopback"))
    server.serve()
    bridge.close()
    log("stopped")
    return 0


if __name__ == "__main__":
    # A call into xtquant that never came back must not hold the program.
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
