using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace Leader.Api.Http;

/// <summary>A file of rows, written one after the other: only some of them are in memory, however many there are.</summary>
internal abstract class RowFile : IAsyncDisposable
{
    /// <summary>The forms of such files, the usual one first.</summary>
    public static readonly string[] Forms = [Formats.JsonLines, Formats.Csv, Formats.Parquet];

    public long Rows { get; private set; }

    /// <param name="form">One of <see cref="Forms"/>.</param>
    /// <param name="to">Stays open.</param>
    /// <param name="columns">Of CSV and Parquet.</param>
    /// <param name="mark">CSV begins with a byte-order mark.</param>
    public static async Task<RowFile> BeginAsync(
        string form,
        Stream to,
        IReadOnlyList<Column> columns,
        bool mark,
        CancellationToken ct) => form switch
        {
            Formats.Csv => new OfCsv(to, columns, mark),
            Formats.Parquet => await OfParquet.BeginAsync(to, columns, ct),
            _ => new OfLines(to),
        };

    /// <param name="row">A JSON object in one line.</param>
    public async ValueTask AddAsync(ReadOnlyMemory<byte> row, CancellationToken ct)
    {
        Rows++;
        await WriteAsync(row, ct);
    }

    protected abstract ValueTask WriteAsync(ReadOnlyMemory<byte> row, CancellationToken ct);

    /// <summary>Writes what is left. A file whose rows were not all added must not be used.</summary>
    public abstract ValueTask DisposeAsync();

    private sealed class OfLines(Stream to) : RowFile
    {
        protected override async ValueTask WriteAsync(ReadOnlyMemory<byte> row, CancellationToken ct)
        {
            await to.WriteAsync(row, ct);
            to.WriteByte((byte)'\n');
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class OfCsv(Stream to, IReadOnlyList<Column> columns, bool mark) : RowFile
    {
        private readonly Csv.Rows _rows = new(to, columns, mark);

        protected override ValueTask WriteAsync(ReadOnlyMemory<byte> row, CancellationToken ct)
        {
            _rows.Add(JsonElement.Parse(row.Span));
            return ValueTask.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            _rows.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Numbers are INT64, days DATE, instants TIMESTAMP in microseconds of UTC; texts, and lists as JSON, are strings.</summary>
    private sealed class OfParquet : RowFile
    {
        /// <summary>What a group of rows holds at most, of the bytes of their documents.</summary>
        private const int Group = 16 << 20;

        private readonly ParquetWriter _writer;
        private readonly Held[] _cells;
        private int _rows, _bytes;

        private OfParquet(ParquetWriter writer, Held[] cells) => (_writer, _cells) = (writer, cells);

        public static async Task<RowFile> BeginAsync(Stream to, IReadOnlyList<Column> columns, CancellationToken ct)
        {
            Held[] cells = [.. columns.Select(Held.Of)];
            return new OfParquet(
                await ParquetWriter.CreateAsync(new ParquetSchema([.. cells.Select(c => c.Field)]), to, cancellationToken: ct),
                cells);
        }

        protected override async ValueTask WriteAsync(ReadOnlyMemory<byte> row, CancellationToken ct)
        {
            var read = JsonElement.Parse(row.Span);
            foreach (var cells in _cells) cells.Add(read);
            (_rows, _bytes) = (_rows + 1, _bytes + row.Length);
            if (_bytes >= Group) await FlushAsync();
        }

        private async Task FlushAsync()
        {
            using var group = _writer.CreateRowGroup();
            foreach (var cells in _cells) await cells.WriteAsync(group);
            (_rows, _bytes) = (0, 0);
        }

        public override async ValueTask DisposeAsync()
        {
            if (_rows > 0) await FlushAsync();
            await _writer.DisposeAsync();
        }
    }

    /// <summary>What a group of rows holds in one column.</summary>
    private abstract class Held(Column of, DataField typed)
    {
        public DataField Field => typed;

        public static Held Of(Column column) => column.Cells switch
        {
            Cells.Number => new Held<long>(column, new DataField<long?>(column.Name), cell => cell.GetInt64()),
            Cells.Truth => new Held<bool>(column, new DataField<bool?>(column.Name), cell => cell.GetBoolean()),
            Cells.Day => new Held<DateOnly>(column, new DataField<DateOnly?>(column.Name), cell => Day(cell.GetString()!)),
            Cells.Instant => new Held<DateTime>(
                column,
                new DateTimeDataField(
                    column.Name,
                    DateTimeFormat.Timestamp,
                    isAdjustedToUTC: true,
                    unit: DateTimeTimeUnit.Micros,
                    isNullable: true),
                cell => cell.GetDateTimeOffset().UtcDateTime),
            _ => new Texts(column),
        };

        private static DateOnly Day(string text) =>
            DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

        public void Add(JsonElement row) => Take(of.Of(row));

        protected abstract void Take(JsonElement cell);

        public abstract ValueTask WriteAsync(ParquetRowGroupWriter group);
    }

    private sealed class Held<T>(Column of, DataField typed, Func<JsonElement, T> read) : Held(of, typed) where T : struct
    {
        private readonly List<T?> _held = [];

        protected override void Take(JsonElement cell) =>
            _held.Add(cell.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : read(cell));

        public override async ValueTask WriteAsync(ParquetRowGroupWriter group)
        {
            await group.WriteAsync<T>(Field, (ReadOnlyMemory<T?>)_held.ToArray());
            _held.Clear();
        }
    }

    private sealed class Texts(Column of) : Held(of, new DataField<string>(of.Name, true))
    {
        private readonly List<string?> _held = [];

        protected override void Take(JsonElement cell) => _held.Add(cell.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            JsonValueKind.String => cell.GetString(),
            _ => cell.GetRawText(),
        });

        public override async ValueTask WriteAsync(ParquetRowGroupWriter group)
        {
            await group.WriteAsync(Field, _held!);
            _held.Clear();
        }
    }
}
