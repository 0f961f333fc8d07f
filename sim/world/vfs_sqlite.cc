#include "sim/world/vfs_sqlite.h"

#include <cstring>
#include <map>
#include <set>

#include <sqlite3.h>

#include "base/check.h"
#include "sim/world/vfs_shared_memory_sqlite.h"

namespace dunlin::world {
namespace {

struct Machine {
  Disk* disk;
  const Clock* clock;
  Random* random;
  std::map<std::string, FileLocks> locks;
  std::map<std::string, SharedMemory> memory;
  std::uint64_t temporary = 0;  ///< files without a name so far
};

Machine* machine = nullptr;

int to_code(Disk::Fault fault, int io_error) {
  switch (fault) {
    case Disk::Fault::none:
      return SQLITE_OK;
    case Disk::Fault::full:
      return SQLITE_FULL;
    case Disk::Fault::io_error:
      return io_error;
  }
  return io_error;
}

/// Allocated by SQLite as raw memory of szOsFile bytes; what needs construction is behind pointers.
struct Handle {
  sqlite3_file base;
  std::string* name;
  std::shared_ptr<File>* file;
  int lock;
  bool sync_directory;
  bool delete_on_close;
};

Handle* self(sqlite3_file* file) {
  return reinterpret_cast<Handle*>(file);
}

int close(sqlite3_file* file) {
  Handle* const h = self(file);
  machine->locks[*h->name].unlock(h, h->lock, SQLITE_LOCK_NONE);
  if (h->delete_on_close) machine->disk->remove(*h->name, false);
  delete h->name;
  delete h->file;
  return SQLITE_OK;
}

int read(sqlite3_file* file, void* out, int amount, sqlite3_int64 offset) {
  if (machine->disk->dead()) return SQLITE_IOERR_READ;
  const std::string& bytes = (*self(file)->file)->bytes();
  const auto at = static_cast<std::size_t>(offset);
  const auto wanted = static_cast<std::size_t>(amount);
  const std::size_t there = at < bytes.size() ? std::min(wanted, bytes.size() - at) : 0;
  std::memcpy(out, bytes.data() + at, there);
  if (there == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(out) + there, 0, wanted - there);
  return SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, const void* data, int amount, sqlite3_int64 offset) {
  Handle* const h = self(file);
  const auto fault = machine->disk->before(Disk::Operation::write, *h->name);
  if (fault != Disk::Fault::none) return to_code(fault, SQLITE_IOERR_WRITE);
  (*h->file)->write(static_cast<std::size_t>(offset),
                    {static_cast<const char*>(data), static_cast<std::size_t>(amount)});
  return SQLITE_OK;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  Handle* const h = self(file);
  const auto fault = machine->disk->before(Disk::Operation::truncate, *h->name);
  if (fault != Disk::Fault::none) return to_code(fault, SQLITE_IOERR_TRUNCATE);
  (*h->file)->truncate(static_cast<std::size_t>(size));
  return SQLITE_OK;
}

int sync(sqlite3_file* file, int) {
  Handle* const h = self(file);
  const auto fault = machine->disk->before(Disk::Operation::sync, *h->name);
  if (fault != Disk::Fault::none) return SQLITE_IOERR_FSYNC;
  (*h->file)->sync();
  // As the unix VFS: with the first sync of a journal or WAL that it might have created, also when
  // another process did so and ended before its own.
  if (h->sync_directory) machine->disk->sync_directory();
  h->sync_directory = false;
  return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>((*self(file)->file)->bytes().size());
  return SQLITE_OK;
}

int lock(sqlite3_file* file, int level) {
  Handle* const h = self(file);
  return machine->locks[*h->name].lock(h, h->lock, level);
}

int unlock(sqlite3_file* file, int level) {
  Handle* const h = self(file);
  machine->locks[*h->name].unlock(h, h->lock, level);
  return SQLITE_OK;
}

int check_reserved(sqlite3_file* file, int* out) {
  *out = machine->locks[*self(file)->name].reserved() ? 1 : 0;
  return SQLITE_OK;
}

int file_control(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file*) {
  return 512;
}
int characteristics(sqlite3_file*) {
  return 0;
}

int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  *out = machine->memory[*self(file)->name].page(self(file), page, size, extend != 0);
  return SQLITE_OK;
}
int shm_lock(sqlite3_file* file, int offset, int n, int flags) {
  return machine->memory[*self(file)->name].lock(self(file), offset, n, flags);
}
void shm_barrier(sqlite3_file*) {}
int shm_unmap(sqlite3_file* file, int delete_flag) {
  SharedMemory& memory = machine->memory[*self(file)->name];
  memory.release(self(file));
  if (delete_flag != 0) machine->memory.erase(*self(file)->name);
  return SQLITE_OK;
}

const sqlite3_io_methods kMethods{2,
                                  close,
                                  read,
                                  write,
                                  truncate,
                                  sync,
                                  file_size,
                                  lock,
                                  unlock,
                                  check_reserved,
                                  file_control,
                                  sector_size,
                                  characteristics,
                                  shm_map,
                                  shm_lock,
                                  shm_barrier,
                                  shm_unmap,
                                  nullptr,
                                  nullptr};

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  Handle* const h = self(file);
  h->base.pMethods = nullptr;
  const std::string path =
      name != nullptr ? name : "temporary-" + std::to_string(++machine->temporary);
  const bool is_new = !machine->disk->exists(path);
  if (is_new && (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
  if (is_new) {
    const auto fault = machine->disk->before(Disk::Operation::create, path);
    if (fault != Disk::Fault::none) return to_code(fault, SQLITE_IOERR);
  } else if (machine->disk->dead()) {
    return SQLITE_IOERR;
  }
  h->name = new std::string(path);
  h->file = new std::shared_ptr<File>(machine->disk->open(path, Disk::Open::create));
  h->lock = SQLITE_LOCK_NONE;
  const bool may_create = (flags & SQLITE_OPEN_CREATE) != 0;
  h->sync_directory = may_create && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  h->delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  h->base.pMethods = &kMethods;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int remove(sqlite3_vfs*, const char* name, int sync_directory) {
  if (!machine->disk->exists(name)) return SQLITE_IOERR_DELETE_NOENT;
  const auto fault = machine->disk->before(Disk::Operation::remove, name);
  if (fault != Disk::Fault::none) return to_code(fault, SQLITE_IOERR_DELETE);
  machine->disk->remove(name, sync_directory != 0);
  return SQLITE_OK;
}

int access(sqlite3_vfs*, const char* name, int, int* out) {
  *out = machine->disk->exists(name) ? 1 : 0;
  return SQLITE_OK;
}

int full_pathname(sqlite3_vfs*, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int size, char* out) {
  machine->random->fill(std::as_writable_bytes(std::span(out, static_cast<std::size_t>(size))));
  return size;
}

int sleep(sqlite3_vfs*, int microseconds) {
  return microseconds;
}

int current_time_ms(sqlite3_vfs*, sqlite3_int64* out) {
  constexpr sqlite3_int64 kJulianMsAtEpoch = 210866760000000;
  *out = kJulianMsAtEpoch + to_ms(machine->clock->now());
  return SQLITE_OK;
}

int current_time(sqlite3_vfs* vfs, double* out) {
  sqlite3_int64 ms = 0;
  current_time_ms(vfs, &ms);
  *out = static_cast<double>(ms) / 86400000.0;
  return SQLITE_OK;
}

int last_error(sqlite3_vfs*, int, char*) {
  return 0;
}

sqlite3_vfs& vfs() {
  static sqlite3_vfs instance{
      2,          sizeof(Handle), 512,           nullptr,    "simulated-disk", nullptr, open,
      remove,     access,         full_pathname, nullptr,    nullptr,          nullptr, nullptr,
      randomness, sleep,          current_time,  last_error, current_time_ms,  nullptr, nullptr,
      nullptr};
  return instance;
}

}  // namespace

DiskVfs::DiskVfs(Disk& disk, const Clock& clock, Random& random) {
  check(machine == nullptr, "one simulated disk at a time");
  machine = new Machine{&disk, &clock, &random, {}, {}, 0};
  check(sqlite3_vfs_register(&vfs(), 1) == SQLITE_OK, "the simulated VFS is registered");
  reset_randomness();
}

DiskVfs::~DiskVfs() {
  sqlite3_vfs_unregister(&vfs());
  delete machine;
  machine = nullptr;
}

void DiskVfs::reset_randomness() {
  sqlite3_randomness(0, nullptr);
}

}  // namespace dunlin::world
