"""A file is read part by part, each part while the one before it is taken into the register. No ORM."""

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from .import_file import is_blank


class Part:
    """The next rows of a file, and the place behind them."""

    def __init__(self, rows, place, line_no, is_last, read):
        self.rows = rows
        self.place = place
        self.line_no = line_no
        self.is_last = is_last
        self._read = read
        self._batch = read(rows)

    def batch(self):
        """Return what the rows say (`import_batch.Batch`): as it was read, however often it is asked for."""
        batch, self._batch = self._batch, None
        return batch or self._read(self.rows)


class PartReader:
    """Reads a file from a place on."""

    def __init__(self, file, reader, places, place=0, line_no=0, size=None):
        """
        :param file: the opened file (`import_file`)
        :param reader: reads its rows (`import_batch.BatchReader`)
        :param places: {name: place of its column}
        :param size: the place at which the file ends, where that is known for certain
        """
        self._file = file
        self._rows = file.rows(place, line_no)
        self._reader = reader
        self._places = places
        self._place = place
        self._line_no = line_no
        self._size = size
        self._lock = threading.Lock()

    def parts(self, length):
        """Yield parts of ``length`` lines; no more than two are in memory."""
        with ThreadPoolExecutor(1) as pool:
            coming = pool.submit(self._next, length)
            while True:
                part = coming.result()
                coming = None if part.is_last else pool.submit(self._next, length)
                yield part
                if not coming:
                    return

    def _next(self, length):
        rows, before = [], self._place
        for row in islice(self._rows, length):
            self._place, self._line_no = row.place, self._file.last_line(row)
            if row.problem or not is_blank(row.cells):
                rows.append(row)
        is_last = self._place == before or (self._size is not None and self._place >= self._size)
        return Part(rows, self._place, self._line_no, is_last, self._read)

    def _read(self, rows):
        # Once more, after others have written at the same moment, is beside the reading of the next part.
        with self._lock:
            return self._reader.of_rows(rows, self._places)
