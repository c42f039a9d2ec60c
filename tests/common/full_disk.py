"""Which files lie in the store of attachments now."""

import os


class StoreMixin:
    def stored(self):
        """Return the files that are in the store now."""
        store = self.env["ir.attachment"]._filestore()
        return {
            os.path.join(folder, name)
            for folder, _folders, names in os.walk(store)
            for name in names
            if "checklist" not in folder
        }
