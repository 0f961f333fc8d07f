#pragma once

#include "sim/world/disk.h"

namespace dunlin::world {

/// Puts freshly migrated, empty databases ("dunlin.db", "journal.db") on the disk, whose VFS is in
/// place. Made once a process, then copied.
void install_template(Disk& disk, const Clock& clock);

}  // namespace dunlin::world
