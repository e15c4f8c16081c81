using Enterprise.Api.Modules;
using Enterprise.Core.DeadLetters;

namespace Enterprise.Api.DeadLetters;

internal static class DeadLettersApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "DeadLetters",
        Map = DeadLetterEndpoints.Map,
        Entities = [Entity.ReadOnly(typeof(DeadLetter))],
    };
}
