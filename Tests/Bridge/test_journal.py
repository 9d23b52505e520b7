"""The journal: what is read back, what is dropped, what stops the bridge."""
import os
import tempfile
import shutil
import unittest

from support import qmt_bridge


class JournalTests(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="journal")
        self.addCleanup(shutil.rmtree, self.folder)
        self.path = os.path.join(self.folder, "journal.jsonl")

    def write(self, *keys):
        journal = qmt_bridge.Journal(self.path)
        for key in keys:
            journal.append({"type": "asked", "key": key, "time": 1.25})
        journal.close()

    def keys(self):
        journal = qmt_bridge.Journal(self.path)
        journal.close()
        return [record["key"] for record in journal.records]

    def data(self):
        with open(self.path, "rb") as file:
            return file.read()

    def put(self, data):
        with open(self.path, "wb") as file:
            file.write(data)

    def test_records_are_read_back_in_order(self):
        self.write("a", "ü", "c")
        self.write("d")
        self.assertEqual(self.keys(), ["a", "ü", "c", "d"])

    def test_a_line_cut_short_at_the_end_is_dropped_wherever_it_was_cut(self):
        self.write("a", "b")
        whole = self.data()
        first = whole.index(b"\n") + 1
        for length in list(range(first, len(whole), 9)) + [len(whole) - 2, len(whole) - 1]:
            self.put(whole[:length])
            # A last line that only lacks its end of line is whole.
            self.assertEqual(self.keys(), ["a", "b"] if length == len(whole) - 1 else ["a"])
            self.write("c")
            self.assertEqual(self.keys()[-1], "c")

    def test_zeros_behind_the_end_are_dropped(self):
        self.write("a")
        self.put(self.data() + b"\0" * 4096)
        self.assertEqual(self.keys(), ["a"])
        self.write("b")
        self.assertEqual(self.keys(), ["a", "b"])

    def test_damage_before_the_end_names_its_line(self):
        self.write("a", "b", "c")
        whole = self.data()
        lines = whole.split(b"\n")
        damaged = {
            2: [whole.replace(b'"b"', b'"x"'), b"\n".join([lines[0], lines[2], b""]), b"\n".join([lines[0], b"", lines[1], b""])],
            1: [whole.replace(b"1.25", b"1.26"), b"\n" + whole, b"[]\n" + whole],
            3: [b"\n".join([lines[0], lines[1], lines[1], b""]), whole[:-3] + b'x"}\n']}
        for line, cases in damaged.items():
            for data in cases:
                self.put(data)
                with self.assertRaises(ValueError) as caught:
                    qmt_bridge.Journal(self.path)
                self.assertEqual(str(caught.exception), str(line))

    def test_a_write_that_fails_ends_writing(self):
        journal = qmt_bridge.Journal(self.path)
        journal.append({"type": "asked", "key": "a", "time": 1.25})
        real = os.fsync
        self.addCleanup(setattr, os, "fsync", real)

        def failing(file):
            raise OSError(5, "Input/output error")

        os.fsync = failing
        with self.assertRaises(qmt_bridge.Problem):
            journal.append({"type": "asked", "key": "b", "time": 1.25})
        os.fsync = real
        with self.assertRaises(qmt_bridge.Problem):
            journal.append({"type": "asked", "key": "c", "time": 1.25})
        journal.close()
        self.assertEqual(self.keys(), ["a"])

    def test_a_folder_has_one_holder(self):
        lock, journal = qmt_bridge.open_state(self.folder)
        with self.assertRaises(qmt_bridge.Stop) as caught:
            qmt_bridge.open_state(self.folder)
        self.assertEqual(caught.exception.status, 75)
        lock.close()
        journal.close()

    def test_a_damaged_journal_stops_the_bridge(self):
        self.put(b"not a record\n")
        with self.assertRaises(qmt_bridge.Stop) as caught:
            qmt_bridge.open_state(self.folder)
        self.assertEqual(caught.exception.status, 3)
        self.assertIn("Line 1", str(caught.exception))
