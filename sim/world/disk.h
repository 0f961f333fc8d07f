#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/seams.h"

namespace dunlin::world {

/// One file on the simulated disk: what the running system sees, and what a power cut would leave.
class File {
 public:
  [[nodiscard]] const std::string& bytes() const { return now_; }
  void write(std::size_t offset, std::string_view data);
  void truncate(std::size_t size);
  /// All of it is on the platter.
  void sync();
  /// A power cut: each unsynced 512-byte part of each write is kept with the probability of `keep`
  /// in 256, in the order of writing, so that older versions, torn pages and holes occur.
  void lose(Random& random, unsigned keep);
  void set_durable(std::string bytes);
  [[nodiscard]] bool has_unsynced() const { return !pending_.empty(); }

 private:
  struct Change {
    enum class Kind { write, truncate };
    Kind kind;
    std::size_t offset;
    std::string data;
  };
  std::string now_, durable_;
  std::vector<Change> pending_;
};

/// Files by name, with unsynced creations and deletions, and faults. A dead disk fails every
/// operation until revived.
class Disk {
 public:
  enum class Fault { none, full, io_error };

  explicit Disk(Random& random) : random_(random) {}

  /// nullptr when there is none and `create` is not asked for.
  enum class Open { existing, create };
  std::shared_ptr<File> open(const std::string& name, Open how);
  void remove(const std::string& name, bool directory_synced);
  [[nodiscard]] bool exists(const std::string& name) const { return names_.contains(name); }
  void sync_directory();
  /// A copy that is durable at once (the template image).
  void install(const std::string& name, std::string bytes);
  [[nodiscard]] std::string read_all(const std::string& name) const;

  /// Power off: from now on everything fails. `power_on` draws what was kept.
  void power_off() { dead_ = true; }
  [[nodiscard]] bool dead() const { return dead_; }
  void power_on();
  /// The machine went on, only the process died: nothing is lost.
  void revive() { dead_ = false; }

  /// Asked before each operation that changes or syncs; may call power_off() (a crash point), or
  /// name a fault for it.
  enum class Operation { write, sync, truncate, create, remove };
  using Hook = std::function<Fault(Operation, const std::string& name)>;
  void on_operation(Hook hook) { hook_ = std::move(hook); }
  Fault before(Operation operation, const std::string& name);
  [[nodiscard]] std::uint64_t operations() const { return operations_; }

 private:
  Random& random_;
  std::map<std::string, std::shared_ptr<File>> names_;
  std::map<std::string, std::shared_ptr<File>> durable_names_;
  Hook hook_;
  std::uint64_t operations_ = 0;
  bool dead_ = false;
};

}  // namespace dunlin::world
