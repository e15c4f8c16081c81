using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Enterprise.Core;
using Enterprise.Core.Editing;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Problems;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Requests;

/// <summary>Reads the JSON body of a request, strictly and within limits.</summary>
internal static class RequestBody
{
    /// <summary>The size limit of a body, in bytes.</summary>
    internal const int MaxBytes = 1024 * 1024;

    internal const string Json = "application/json";
    internal const string MergePatch = "application/merge-patch+json";

    private const int MaxDepth = 32;
    private const int BytesAtOnce = 16 * 1024;
    private const int MaxKeyCharacters = 255;

    private static readonly JsonDocumentOptions _options = new()
    {
        MaxDepth = MaxDepth,
        AllowDuplicateProperties = false,
    };

    /// <summary>The body, deserialized.</summary>
    internal static async ValueTask<T> Read<T>(HttpContext http)
        where T : class
    {
        using var document = await Parse(http, Json);
        return StrictJson.Read(document.RootElement, CoreServices.JsonOf<T>());
    }

    /// <summary>The body, deserialized; an empty object if the request has none.</summary>
    internal static ValueTask<T> ReadIfSent<T>(HttpContext http)
        where T : class, new()
    {
        var isSent = http.Request is not { ContentType: null, ContentLength: null or 0 }
            || http.Request.Headers.ContainsKey("Transfer-Encoding");
        return isSent ? Read<T>(http) : ValueTask.FromResult(new T());
    }

    /// <summary>The body of a creation, and the Idempotency-Key if one was sent.</summary>
    internal static async ValueTask<(T Body, IdempotencyKey? Key)> ReadNew<T>(HttpContext http)
        where T : class
    {
        using var document = await Parse(http, Json);
        return (StrictJson.Read(document.RootElement, CoreServices.JsonOf<T>()), Key(http, document.RootElement));
    }

    /// <summary>The body of a PUT: the whole writable representation.</summary>
    internal static ValueTask<Edit> ReadReplacement(HttpContext http) => ReadEdit(http, Json, EditKind.Replace);

    /// <summary>The body of a PATCH: a JSON merge patch (RFC 7396).</summary>
    internal static ValueTask<Edit> ReadMergePatch(HttpContext http) => ReadEdit(http, MergePatch, EditKind.Merge);

    private static async ValueTask<Edit> ReadEdit(HttpContext http, string mediaType, EditKind kind)
    {
        using var document = await Parse(http, mediaType);
        return new Edit(kind, document.RootElement.Clone());
    }

    private static async ValueTask<JsonDocument> Parse(HttpContext http, string mediaType)
    {
        var request = http.Request;
        var given = request.ContentType?.Split(';')[0].Trim();
        if (!string.Equals(given, Json, StringComparison.OrdinalIgnoreCase)
            && !string.Equals(given, mediaType, StringComparison.OrdinalIgnoreCase))
        {
            throw new BadHttpRequestException(
                $"Expected a body of {mediaType}.",
                StatusCodes.Status415UnsupportedMediaType);
        }

        var bytes = await ReadBytes(request, http.RequestAborted);
        if (!Utf8.IsValid(bytes.Span))
            throw RefusedException.Unreadable("The body is not UTF-8.");
        try
        {
            var document = JsonDocument.Parse(bytes, _options);
            RequireText(document.RootElement, bytes);
            return document;
        }
        catch (JsonException exception)
        {
            throw RefusedException.Unreadable(
                $"The body is not JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}. "
                + $"It may be nested {MaxDepth} deep, and no property may occur twice.");
        }
        catch (InvalidOperationException)
        {
            throw RefusedException.Unreadable("The body contains half a surrogate pair, which is not valid Unicode.");
        }
    }

    /// <summary>The raw body, refused with 413 beyond <see cref="MaxBytes"/>.</summary>
    internal static async ValueTask<ReadOnlyMemory<byte>> ReadBytes(
        HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
            throw TooLarge();
        using var buffer = new MemoryStream(checked((int)(request.ContentLength ?? 0)));
        var part = ArrayPool<byte>.Shared.Rent(BytesAtOnce);
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(part, cancellationToken)) > 0)
            {
                if (buffer.Length + read > MaxBytes)
                    throw TooLarge();
                buffer.Write(part, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    /// <summary>
    /// Half a surrogate pair is valid JSON but not valid Unicode (RFC 8259, section 8.2). Reading such a string later
    /// would fail, so this fails first with an <see cref="InvalidOperationException"/>.
    /// </summary>
    private static void RequireText(JsonElement root, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span.IndexOf("\\u"u8) >= 0)
            Visit(root);

        static void Visit(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.String)
            {
                _ = element.GetString();
            }
            else if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in element.EnumerateArray())
                    Visit(item);
            }
            else if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    Visit(property.Value);
                }
            }
        }
    }

    private static BadHttpRequestException TooLarge() =>
        new($"The body is over {MaxBytes} bytes.", StatusCodes.Status413PayloadTooLarge);

    private static IdempotencyKey? Key(HttpContext http, JsonElement body)
    {
        var header = http.Request.Headers["Idempotency-Key"];
        if (header.Count == 0)
            return null;
        var value = header.ToString();
        if (header.Count > 1
            || value.Length is 0 or > MaxKeyCharacters
            || value.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
        {
            throw RefusedException.Invalid("Idempotency-Key", "Expected 1 to 255 visible ASCII characters.");
        }

        var request = $"{http.Request.Method} {http.Request.Path.Value?.TrimEnd('/')}\n{body.GetRawText()}";
        return new IdempotencyKey(value, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request))));
    }
}
