"""Names of files from outside: made safe to store, to show and to send back."""

import re
import unicodedata


def words(text):
    """Return the words of ``text`` as a set: long lists are read as text."""
    return frozenset(text.split())


MAX_LENGTH = 120  # characters
MAX_BYTES = 240  # in UTF-8: what file systems take, with room for a number in front

# A longer one is a part of the name: "Letter of Mr. Kovačević".
MAX_EXTENSION = 10

# Devices of Windows: a file of such a name can be neither saved nor deleted there.
RESERVED = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    f"{device}{number}" for device in ("COM", "LPT") for number in "123456789¹²³"
}

# What runs, or what a browser or office program runs: never accepted, whatever an administrator sets.
RUNNING = """
    ade adp apk app appx asp aspx bash bat chm cmd cpl csh deb dll dmg docm dotm elf exe gadget hta htm html
    img inf ins iso jar js jse jsp ksh lib lnk mht mhtml mjs msc msi msp mst pif php phtml pl pot potm ppa
    ppam ppsm pptm ps1 psm1 py pyc rb reg rpm scf scr sct sh shb shs shtml sldm svg svgz swf sys url vb vbe
    vbs vhd vhdx vxd wsc wsf wsh xhtml xht xla xlam xlm xlsb xlsm xltm xml xsl xslt zsh
"""
DANGEROUS = words(RUNNING)

# Before the real extension these only mean to deceive ("pl" or "py" may end the name of a firm's site).
BEFORE = "bat cmd docm exe hta htm html jar js jse lnk msi php pif ps1 scr shtml svg vbe vbs wsf xhtml xlsm"
DECEIVING = words(BEFORE)


def clean_name(name):
    """Return ``name`` as it is stored: the last part of a path, nothing that hides or misleads, never empty.

    Letters of every script stay, composed (NFC). Control characters, marks that turn the direction of
    reading, leading dots and names of devices go. At most 120 characters; the extension is kept. Cleaning
    what is clean changes nothing.
    """
    name = name or ""
    while (cleaned := _clean_once(name)) != name:
        name = cleaned
    return name


def extension_of(name):
    """Return the extension of ``name`` in small letters, without the dot; empty where there is none."""
    return _split(name)[1].lower()


def is_doubled(name):
    """Tell whether ``name`` hides another type before its extension: ``invoice.exe.pdf``."""
    return extension_of(_split(name)[0]) in DECEIVING


def is_outside(path):
    """Tell whether ``path``, of an entry of an archive, leads out of the folder where it is unpacked."""
    parts = path.replace("\\", "/").split("/")
    return path.startswith(("/", "\\")) or ".." in parts or ":" in path or "\0" in path


def _clean_once(name):
    text = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    text = "".join(" " if char.isspace() else char for char in text if _is_seen(char))
    text = re.sub(r'[<>:"|?*]', "_", re.sub(" +", " ", text))
    stem, extension = _split(text.rstrip(" ."))
    stem = stem.strip(" .") or "file"
    if stem.split(".")[0].strip().upper() in RESERVED:
        stem = f"_{stem}"
    ending = f".{extension}" if extension else ""
    stem = stem[: MAX_LENGTH - len(ending)]
    while len(stem.encode()) + len(ending) > MAX_BYTES:
        stem = stem[:-1]
    return stem.rstrip(" .") + ending


def _is_seen(char):
    """Tell whether ``char`` stays: what is seen, and spaces. Surrogates and private letters go as well."""
    return char.isspace() or not unicodedata.category(char).startswith("C")


def _split(name):
    stem, dot, extension = name.rpartition(".")
    if not dot or not (extension.isascii() and extension.isalnum()) or len(extension) > MAX_EXTENSION:
        return name, ""
    return stem, extension
