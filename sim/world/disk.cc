#include "sim/world/disk.h"

#include <algorithm>
#include <array>

namespace dunlin::world {
namespace {

constexpr std::size_t kSector = 512;

void put(std::string& bytes, std::size_t offset, std::string_view data) {
  if (bytes.size() < offset + data.size()) bytes.resize(offset + data.size(), '\0');
  std::ranges::copy(data, bytes.begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

void File::write(std::size_t offset, std::string_view data) {
  put(now_, offset, data);
  pending_.push_back({Change::Kind::write, offset, std::string(data)});
}

void File::truncate(std::size_t size) {
  if (size == now_.size()) return;
  now_.resize(size, '\0');
  pending_.push_back({Change::Kind::truncate, size, {}});
}

void File::sync() {
  // Replaying is cheaper than copying a large file for a small change.
  for (const Change& change : pending_) {
    if (change.kind == Change::Kind::truncate) {
      durable_.resize(change.offset, '\0');
    } else {
      put(durable_, change.offset, change.data);
    }
  }
  pending_.clear();
}

void File::lose(Random& random, unsigned keep) {
  const auto kept = [&] { return random.below(256) < keep; };
  for (const Change& change : pending_) {
    if (change.kind == Change::Kind::truncate) {
      if (kept()) durable_.resize(change.offset, '\0');
      continue;
    }
    for (std::size_t at = 0; at < change.data.size();) {
      const std::size_t to_boundary = kSector - (change.offset + at) % kSector;
      const std::size_t length = std::min(to_boundary, change.data.size() - at);
      if (kept())
        put(durable_, change.offset + at, std::string_view(change.data).substr(at, length));
      at += length;
    }
  }
  pending_.clear();
  now_ = durable_;
}

void File::set_durable(std::string bytes) {
  now_ = bytes;
  durable_ = std::move(bytes);
  pending_.clear();
}

std::shared_ptr<File> Disk::open(const std::string& name, Open how) {
  const auto found = names_.find(name);
  if (found != names_.end()) return found->second;
  if (how == Open::existing) return nullptr;
  return names_[name] = std::make_shared<File>();
}

void Disk::remove(const std::string& name, bool directory_synced) {
  names_.erase(name);
  if (directory_synced) sync_directory();
}

void Disk::sync_directory() {
  durable_names_ = names_;
}

void Disk::install(const std::string& name, std::string bytes) {
  open(name, Open::create)->set_durable(std::move(bytes));
  sync_directory();
}

std::string Disk::read_all(const std::string& name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? std::string{} : found->second->bytes();
}

void Disk::power_on() {
  constexpr std::array<unsigned, 5> probabilities{0, 64, 128, 192, 256};
  const unsigned keep = probabilities.at(random_.below(probabilities.size()));
  // Each unsynced creation or deletion happened or did not.
  std::map<std::string, std::shared_ptr<File>> after;
  for (const auto& [name, file] : names_) {
    if (durable_names_.contains(name) || random_.below(2) == 0) after[name] = file;
  }
  for (const auto& [name, file] : durable_names_) {
    if (!names_.contains(name) && random_.below(2) == 0) after[name] = file;
  }
  names_ = after;
  durable_names_ = after;
  for (const auto& [name, file] : names_) file->lose(random_, keep);
  dead_ = false;
}

Disk::Fault Disk::before(Operation operation, const std::string& name) {
  if (dead_) return Fault::io_error;
  ++operations_;
  const Fault fault = hook_ ? hook_(operation, name) : Fault::none;
  return dead_ ? Fault::io_error : fault;
}

}  // namespace dunlin::world
