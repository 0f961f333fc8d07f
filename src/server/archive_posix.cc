#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium/crypto_hash_sha256.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/signature.h"
#include "server/archive.h"

namespace dunlin::server {
namespace {

constexpr std::size_t kBlock_bytes = 512;
constexpr std::size_t kBuffer_bytes = 256 * kBlock_bytes;
constexpr std::size_t kSizeAt = 124, kSizeLength = 12, kSumAt = 148, kSumLength = 8;
/// Eleven octal digits; beyond them the size is written in base 256, as GNU and BSD tar read it.
constexpr std::int64_t kOctalSizes = 1LL << 33;
using Header = std::array<char, kBlock_bytes>;

class File {
 public:
  File(const std::string& path, int flags) : descriptor_(::open(path.c_str(), flags, 0600)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

class Hash {
 public:
  Hash() { crypto_hash_sha256_init(&state_); }
  void add(std::string_view bytes) {
    crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size());
  }
  std::string hex() {
    net::Sha256 digest{};
    crypto_hash_sha256_final(&state_, reinterpret_cast<unsigned char*>(digest.data()));
    return net::to_hex(digest);
  }

 private:
  crypto_hash_sha256_state state_{};
};

Error file_error(std::string_view what, const std::string& path) {
  return Error(Code::unavailable, "backup.file",
               fmt::format("{} cannot be {}: {}", path, what, std::strerror(errno)));
}

Error damaged(const std::string& path, std::string_view why) {
  return Error(Code::corrupt, "backup.damaged",
               fmt::format("The backup {} is damaged: {}", path, why))
      .hinting("Nothing was changed. Take another copy of it, or an older backup.");
}

Status write_all(int descriptor, const std::string& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return file_error("written", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

/// Bytes read; fewer than asked for only at the end of the file.
Result<std::size_t> read_full(int descriptor, const std::string& path, char* out,
                              std::size_t wanted) {
  std::size_t have = 0;
  while (have < wanted) {
    const ssize_t got = ::read(descriptor, out + have, wanted - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error("read", path);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  return have;
}

unsigned checksum(Header header) {
  std::fill_n(header.begin() + kSumAt, kSumLength, ' ');
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  return sum;
}

void put_text(Header& header, std::size_t at, std::string_view text) {
  std::ranges::copy(text, header.begin() + static_cast<std::ptrdiff_t>(at));
}

void put_size(Header& header, std::int64_t size_bytes) {
  if (size_bytes < kOctalSizes)
    return put_text(header, kSizeAt, fmt::format("{:011o}", size_bytes));
  header[kSizeAt] = static_cast<char>(0x80);
  for (std::size_t i = kSizeLength - 1; size_bytes > 0; --i, size_bytes >>= 8)
    header[kSizeAt + i] = static_cast<char>(size_bytes & 0xff);
}

std::int64_t size_of(const Header& header) {
  std::int64_t size = 0;
  if (static_cast<unsigned char>(header[kSizeAt]) == 0x80) {
    for (std::size_t i = kSizeLength - 8; i < kSizeLength; ++i)
      size = size << 8 | static_cast<unsigned char>(header[kSizeAt + i]);
    return size;
  }
  for (std::size_t i = 0; i < kSizeLength - 1; ++i) {
    const char digit = header[kSizeAt + i];
    if (digit < '0' || digit > '7') return -1;
    size = size * 8 + (digit - '0');
  }
  return size;
}

Header header_of(std::string_view name, std::int64_t size_bytes) {
  Header header{};
  put_text(header, 0, name);
  put_text(header, 100, "0000600");
  put_text(header, 108, "0000000");
  put_text(header, 116, "0000000");
  put_size(header, size_bytes);
  put_text(header, 136, "00000000000");
  header[156] = '0';
  put_text(header, 257, std::string_view("ustar\00000", 8));
  put_text(header, kSumAt, fmt::format("{:06o}", checksum(header)));
  header[kSumAt + 7] = ' ';
  return header;
}

std::int64_t padding_of(std::int64_t size_bytes) {
  const auto block = static_cast<std::int64_t>(kBlock_bytes);
  return (block - size_bytes % block) % block;
}

/// One entry's contents, from the archive into a new file.
Result<ArchivedFile> unpack_entry(int archive, const std::string& path, const std::string& target,
                                  std::int64_t size_bytes) {
  const File out(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC);
  if (out.get() < 0) return file_error("made", target);
  std::string buffer(kBuffer_bytes, '\0');
  Hash hash;
  std::int64_t left = size_bytes + padding_of(size_bytes), content_left = size_bytes;
  while (left > 0) {
    const auto wanted = static_cast<std::size_t>(
        std::min<std::int64_t>(left, static_cast<std::int64_t>(buffer.size())));
    DUNLIN_TRY(const std::size_t got, read_full(archive, path, buffer.data(), wanted));
    if (got < wanted) return damaged(path, "it ends too early");
    const auto useful = static_cast<std::size_t>(
        std::min<std::int64_t>(content_left, static_cast<std::int64_t>(wanted)));
    hash.add({buffer.data(), useful});
    DUNLIN_CHECK(write_all(out.get(), target, {buffer.data(), useful}));
    left -= static_cast<std::int64_t>(wanted);
    content_left -= static_cast<std::int64_t>(useful);
  }
  return ArchivedFile{.name = {}, .size_bytes = size_bytes, .sha256 = hash.hex()};
}

}  // namespace

Result<ArchiveWriter> ArchiveWriter::create(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return file_error("made", path);
  return ArchiveWriter(descriptor, path);
}

ArchiveWriter::ArchiveWriter(ArchiveWriter&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

ArchiveWriter::~ArchiveWriter() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Status ArchiveWriter::put(std::string_view bytes) {
  return write_all(descriptor_, path_, bytes);
}

Status ArchiveWriter::put_header(std::string_view name, std::int64_t size_bytes) {
  const Header header = header_of(name, size_bytes);
  return put({header.data(), header.size()});
}

Status ArchiveWriter::pad(std::int64_t size_bytes) {
  return put(std::string(static_cast<std::size_t>(padding_of(size_bytes)), '\0'));
}

Result<ArchivedFile> ArchiveWriter::add_file(std::string_view name, const std::string& source) {
  const File in(source, O_RDONLY | O_CLOEXEC);
  struct stat facts{};
  if (in.get() < 0 || ::fstat(in.get(), &facts) != 0) return file_error("read", source);
  DUNLIN_CHECK(put_header(name, facts.st_size));
  std::string buffer(kBuffer_bytes, '\0');
  Hash hash;
  for (std::int64_t left = facts.st_size; left > 0;) {
    const auto wanted = static_cast<std::size_t>(
        std::min<std::int64_t>(left, static_cast<std::int64_t>(buffer.size())));
    DUNLIN_TRY(const std::size_t got, read_full(in.get(), source, buffer.data(), wanted));
    if (got < wanted) return damaged(source, "it grew shorter while it was read");
    hash.add({buffer.data(), got});
    DUNLIN_CHECK(put({buffer.data(), got}));
    left -= static_cast<std::int64_t>(got);
  }
  DUNLIN_CHECK(pad(facts.st_size));
  return ArchivedFile{.name = std::string(name), .size_bytes = facts.st_size, .sha256 = hash.hex()};
}

Status ArchiveWriter::add_text(std::string_view name, std::string_view text) {
  const auto size_bytes = static_cast<std::int64_t>(text.size());
  DUNLIN_CHECK(put_header(name, size_bytes));
  DUNLIN_CHECK(put(text));
  return pad(size_bytes);
}

Status ArchiveWriter::finish() {
  return put(std::string(2 * kBlock_bytes, '\0'));
}

Result<std::vector<ArchivedFile>> unpack(const std::string& path, const std::string& directory,
                                         std::span<const std::string_view> names) {
  const File in(path, O_RDONLY | O_CLOEXEC);
  if (in.get() < 0) return file_error("read", path);
  std::vector<ArchivedFile> out;
  for (Header header{};;) {
    DUNLIN_TRY(const std::size_t got, read_full(in.get(), path, header.data(), header.size()));
    const bool first = out.empty();
    if (got == header.size() && !first && header == Header{}) return out;
    const bool ours =
        got == header.size() && std::string_view(header.data() + 257, 5) == "ustar" &&
        std::string_view(header.data() + kSumAt, 6) == fmt::format("{:06o}", checksum(header));
    if (!ours && first) {
      return Error(Code::invalid, "backup.not_a_backup",
                   fmt::format("{} is not a backup of Dunlin.", path));
    }
    if (!ours)
      return damaged(path, got < header.size() ? "it ends too early" : "a header is wrong");
    const std::string name(header.data(), ::strnlen(header.data(), 100));
    const std::int64_t size_bytes = size_of(header);
    if (size_bytes < 0 || std::ranges::find(names, std::string_view(name)) == names.end())
      return damaged(path, "it holds something that no backup holds");
    DUNLIN_TRY(ArchivedFile file, unpack_entry(in.get(), path, directory + "/" + name, size_bytes));
    file.name = name;
    out.push_back(std::move(file));
  }
}

}  // namespace dunlin::server
