r"""Reports to files for people and programs: one module a format, behind one interface.

How a format is added
---------------------
1. Write a class with the four methods of `Writer`; of a run they are called in this order: `begin` once, then for
   each input, in the order given, `record` or `error`, then `end` once. Nothing is called after an exception.
   It holds as little as it can: a run may have a million inputs. Offsets in a report count in the text that was
   scored; what a writer reports points into the file, so it asks `Source` for `place`, `region`, `span` or
   `relocate`.
   A writer that is a `Parted` makes what it writes of an input in one step and puts it in its place in another, so
   that with `--jobs` the first is done in other processes.
2. Wrap it in a `Format`. Its `stream` takes `write`, a function that takes each piece of the output as str, and
   `Look`, what is known of who reads it; its `folder` takes an empty folder to fill, and `Look`. A format may offer
   either or both: `-o PATH` fills a folder where the format has no stream, or where it has both and PATH is a
   folder or ends in "/". The writer never opens, flushes or renames anything outside: what it wrote appears under
   the user's path as a whole when `end` has returned, and not at all otherwise.
3. Register it: a format of propdetect in `registry.BUILT_IN`, one of another package as an entry point whose name
   is the name of the format and whose object is the `Format`:

       [project.entry-points."propdetect.writers"]
       toml = "my_package.toml_writer:FORMAT"

   `propdetect score --help` then lists it, and `--format toml` uses it.

What cannot be written raises `WriteError`, one line with the remedy; the command exits with 2 and keeps what was
there before. Lone surrogates may occur in every text and path: a stream that is encoded in UTF-8 escapes them as
`\ud800` (in JSON that is the right escape), a folder writer must see to them itself.
"""

from propdetect.writers.interface import Format, Look, Parted, Region, Run, Source, Write, WriteError, Writer
from propdetect.writers.registry import BUILT_IN, GROUP, UnknownFormatError, get, names

__all__ = [
    "BUILT_IN",
    "GROUP",
    "Format",
    "Look",
    "Parted",
    "Region",
    "Run",
    "Source",
    "UnknownFormatError",
    "Write",
    "WriteError",
    "Writer",
    "get",
    "names",
]
