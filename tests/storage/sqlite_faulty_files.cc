#include "tests/storage/sqlite_faulty_files.h"

#include <cstdlib>
#include <new>

#include <sqlite3.h>

namespace dunlin::testing {

std::atomic<int> FaultyFiles::syncs = 0;
std::atomic<bool> FaultyFiles::sync_fails = false;
std::atomic<bool> FaultyFiles::database_sync_fails = false;
std::atomic<bool> FaultyFiles::write_fails = false;
std::atomic<int> FaultyFiles::writes_to_live = -1;

namespace {

constexpr const char* kName = "faulty";

/// SQLite allocates it together with the real file behind it.
struct File {
  sqlite3_file base;
  bool is_database;
};

sqlite3_vfs* real_vfs() {
  return sqlite3_vfs_find("unix");
}

sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1);
}

int close(sqlite3_file* file) {
  return real(file)->pMethods->xClose(real(file));
}
int read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
  return real(file)->pMethods->xRead(real(file), to, size, at);
}
int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  if (FaultyFiles::write_fails) return SQLITE_IOERR_WRITE;
  if (FaultyFiles::writes_to_live == 0) std::_Exit(9);
  if (FaultyFiles::writes_to_live > 0) --FaultyFiles::writes_to_live;
  return real(file)->pMethods->xWrite(real(file), from, size, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
  return real(file)->pMethods->xTruncate(real(file), size);
}
int sync(sqlite3_file* file, int flags) {
  ++FaultyFiles::syncs;
  const bool is_database = reinterpret_cast<File*>(file)->is_database;
  if (FaultyFiles::sync_fails || (is_database && FaultyFiles::database_sync_fails)) {
    return SQLITE_IOERR_FSYNC;
  }
  return real(file)->pMethods->xSync(real(file), flags);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
int lock(sqlite3_file* file, int level) {
  return real(file)->pMethods->xLock(real(file), level);
}
int unlock(sqlite3_file* file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}
int check_lock(sqlite3_file* file, int* held) {
  return real(file)->pMethods->xCheckReservedLock(real(file), held);
}
int control(sqlite3_file* file, int operation, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector_size(sqlite3_file* file) {
  return real(file)->pMethods->xSectorSize(real(file));
}
int characteristics(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) {
  real(file)->pMethods->xShmBarrier(real(file));
}
int shm_unmap(sqlite3_file* file, int forget) {
  return real(file)->pMethods->xShmUnmap(real(file), forget);
}

constexpr sqlite3_io_methods kMethods{.iVersion = 2,
                                      .xClose = close,
                                      .xRead = read,
                                      .xWrite = write,
                                      .xTruncate = truncate,
                                      .xSync = sync,
                                      .xFileSize = file_size,
                                      .xLock = lock,
                                      .xUnlock = unlock,
                                      .xCheckReservedLock = check_lock,
                                      .xFileControl = control,
                                      .xSectorSize = sector_size,
                                      .xDeviceCharacteristics = characteristics,
                                      .xShmMap = shm_map,
                                      .xShmLock = shm_lock,
                                      .xShmBarrier = shm_barrier,
                                      .xShmUnmap = shm_unmap,
                                      .xFetch = nullptr,
                                      .xUnfetch = nullptr};

int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  auto* mine = new (file) File{.base = {}, .is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0};
  const int code = real_vfs()->xOpen(real_vfs(), name, real(file), flags, out_flags);
  if (code == SQLITE_OK) mine->base.pMethods = &kMethods;
  return code;
}

}  // namespace

std::string FaultyFiles::install() {
  syncs = 0;
  writes_to_live = -1;
  sync_fails = database_sync_fails = write_fails = false;
  static sqlite3_vfs vfs = *real_vfs();
  vfs.zName = kName;
  vfs.szOsFile = static_cast<int>(sizeof(File)) + real_vfs()->szOsFile;
  vfs.xOpen = open;
  sqlite3_vfs_register(&vfs, 0);
  return kName;
}

}  // namespace dunlin::testing
