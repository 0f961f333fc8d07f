#pragma once

#include <map>
#include <string>

#include "sim/world/disk.h"

namespace dunlin::world {

/// Freshly migrated, empty databases ("dunlin.db", "journal.db").
class TemplateImage {
 public:
  /// Made once a process, on a disk of its own, so that no run depends on whether it was the first.
  /// No other DiskVfs may be in place when it is first asked for.
  static const TemplateImage& instance();
  void install(Disk& disk) const;

 private:
  TemplateImage();
  std::map<std::string, std::string> files_;
};

}  // namespace dunlin::world
